// The decide rule of docs/model.md, section 4, in C++: every site, shop and worker is visited.
//
// The draws of a shop's workers are made in one loop that the compiler turns into vectors; who
// reconsiders, or is above quiet, is then decided one by one. Compiled without contraction, so that
// floats round as they do in the engine. Threads take the engine's own blocks of sites.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <omp.h>
#include <vector>

#define FIELDS(X)                                                                                 \
    X(uint16_t, opposition) X(uint8_t, caution) X(uint8_t, media) X(uint64_t, key)                \
    X(int32_t, place) X(int16_t, ownership) X(uint8_t, continuous) X(int32_t, staff)              \
    X(int32_t, shops) X(int64_t, first_shop) X(int64_t, first_worker) X(int64_t, weight)          \
    X(int64_t, weight_here) X(double, effect) X(double, police_sent) X(double, meetings)          \
    X(uint8_t, works) X(uint8_t, in_body) X(uint8_t, event) X(uint8_t, list_open)                 \
    X(double, threat) X(double, ban) X(double, lock) X(double, block) X(double, bonus)            \
    X(double, fine) X(double, fund) X(int64_t, roll) X(double, concentration)                     \
    X(double, openness) X(double, street) X(int64_t, voice) X(double, dated)                      \
    X(int64_t, attention) X(int64_t, seen_place) X(double, call) X(int64_t, seen_linked)          \
    X(int32_t, values) X(int32_t, cautions) X(int32_t, crowd) X(uint8_t, crew_on)                 \
    X(int64_t, whole) X(double, real) X(uint8_t, rungs) X(uint8_t, marks)                         \
    X(uint8_t, shop_seen) X(uint8_t, live) X(uint8_t, away) X(int32_t, seen) X(int32_t, ready)    \
    X(int32_t, willing) X(int32_t, signers) X(int32_t, signed_today) X(int32_t, rallying)         \
    X(int32_t, walking_out) X(int32_t, striking) X(int32_t, kept_in) X(int64_t, on_shift)         \
    X(int32_t, absent)

namespace {

struct Inputs {
#define X(type, name) type* name;
    FIELDS(X)
#undef X
};

struct Whole {
    uint64_t seed, lock_seed, block_seed;
    int64_t working, nation_roll, places, wide, keep, attention, reached;
};

struct Real {
    double theta[4], exposure[4], shift[4], loyal[3];
    double loyalty, belief, fatigue, site, town, nation, linked, committee, hope, usual, shelter,
        standing, deterrence, harm, sack_capacity, sack_cost, outside_option, permanent_stake,
        identified, fine, fund_stake, bonus, threat, threat_weight, banned, blunt;
};

enum { SIGN = 1, RALLY, WALKOUT, STRIKE, WILLING, READY, KEPT_IN };
constexpr int AWAY = 64;
constexpr int64_t ONE = 65536;
constexpr uint64_t GOLDEN = 0x9E3779B97F4A7C15u;
constexpr int MOST = 256;

inline uint64_t bits(uint64_t key, uint64_t who) {
    uint64_t x = key + who * GOLDEN;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

inline int64_t draw_of(uint64_t seed, uint64_t who) { return bits(seed, who) >> 32; }

inline int64_t people(int64_t n, int64_t weight) { return (n * weight + 32768) >> 16; }

// downtools.exact, in the written order.
double exact_exp(double x) {
    if (x < -745.0) return 0.0;
    if (x > 709.0) x = 709.0;
    const double k = std::floor(x * 1.44269504088896338700e00 + 0.5);
    const double r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
    double s = 1.6059043836821613e-10 * r + 2.08767569878681e-09;
    s = s * r + 2.505210838544172e-08;
    s = s * r + 2.755731922398589e-07;
    s = s * r + 2.7557319223985893e-06;
    s = s * r + 2.48015873015873e-05;
    s = s * r + 0.0001984126984126984;
    s = s * r + 0.001388888888888889;
    s = s * r + 0.008333333333333333;
    s = s * r + 0.041666666666666664;
    s = s * r + 0.16666666666666666;
    s = s * r + 0.5;
    s = s * r + 1.0;
    s = s * r + 1.0;
    return std::ldexp(s, static_cast<int>(k));
}

inline int64_t fixed(double x) {
    x = std::min(std::max(x, -1000.0), 1000.0);
    return static_cast<int64_t>(std::floor(x * 65536.0 + 0.5));
}

inline double share(int64_t count, int64_t own, int64_t roll) {
    return roll <= 1 ? 0.0 : double(std::max<int64_t>(count - own, 0)) / double(roll - 1);
}

struct Terms {
    int64_t base[2][2][4], price[2][2][4], tired[4];
};

double arrest(double police, int64_t active, double street, const Real& k) {
    const double company = double(active) + k.shelter * street;
    return 1.0 - exact_exp(-(k.deterrence * police / (1.0 + company)));
}

// What sites at which nobody has acted share with the others of their place.
struct Quiet {
    double pull[2][4], arrest;
};

std::vector<Quiet> quiet_places(const Inputs& in, const Whole& w, const Real& k) {
    std::vector<Quiet> quiet(w.places);
    const int64_t* nation = in.seen_place + 4 * w.places;
    for (int64_t p = 0; p < w.places; ++p) {
        quiet[p].arrest = arrest(k.standing, 0, in.street[p], k);
        for (int reached = 0; reached < 2; ++reached) {
            const double heard = reached * in.openness[p];
            for (int r = 0; r < 4; ++r) {
                double pull = k.town * share(in.seen_place[4 * p + r], 0, in.roll[p]);
                pull += heard * k.nation * share(nation[r], 0, w.nation_roll);
                pull += k.hope * (k.belief - k.usual) * (r + 1) / 4.0;
                quiet[p].pull[reached][r] = pull + heard * in.call[4 * p + r];
            }
        }
    }
    return quiet;
}

// base[reached][own][r], as docs/model.md writes it.
void set_base(int64_t s, const Inputs& in, const Whole& w, const Real& k, Terms& terms) {
    const int64_t p = in.place[s], *nation = in.seen_place + 4 * w.places;
    const int64_t workers = in.first_worker[s + 1] - in.first_worker[s];
    const double in_body = in.in_body[s];
    for (int reached = 0; reached < 2; ++reached) {
        const double heard = reached * in.openness[p];
        for (int own = 0; own < 2; ++own) {
            const int64_t self = people(own, in.weight[s]);
            for (int r = 0; r < 4; ++r) {
                double pull = k.site * share(in.seen[4 * s + r], own, workers);
                pull += k.town * share(in.seen_place[4 * p + r], self, in.roll[p]);
                pull += heard * k.nation * share(nation[r], self, w.nation_roll);
                pull += in_body * k.linked * share(in.seen_linked[r], self, in.seen_linked[4]);
                pull += k.hope * (k.belief - k.usual) * (r + 1) / 4.0;
                pull = pull + (in_body > 0.0 ? 1.0 : heard) * in.call[4 * p + r];
                if (in.works[s] == 1) pull += k.committee;
                if (r >= 2) pull -= k.bonus * in.bonus[s] * k.shift[r];
                terms.base[reached][own][r] = fixed(pull + in.effect[s] - k.theta[r]);
            }
        }
    }
}

void set_price(int64_t s, bool quiet, double quiet_arrest, const Inputs& in, const Real& k,
               Terms& terms) {
    const int64_t p = in.place[s];
    const double outside = k.outside_option * (1.0 - in.concentration[p]);
    const double police = k.standing + in.police_sent[s];
    const double fund = in.fund[s];
    const double fine = k.fine * in.fine[s] * (1.0 - fund);
    const double covered = 1.0 - k.fund_stake * fund;
    double threat = k.threat + k.threat_weight * in.threat[s] + k.banned * in.ban[s];
    threat = std::min(threat, 1.0) * (1.0 - k.blunt * in.dated[p]);
    const int64_t roll = people(in.first_worker[s + 1] - in.first_worker[s], in.weight_here[s]);
    const double sackable = std::max(1.0, k.sack_capacity * double(roll));
    for (int own = 0; own < (quiet ? 1 : 2); ++own) {
        const int64_t near = people(in.seen[4 * s + 1], in.weight_here[s]);
        const int64_t active = std::max<int64_t>(near - people(own, in.weight_here[s]), 0);
        const double p_arrest = quiet && in.police_sent[s] == 0.0
                                    ? quiet_arrest
                                    : arrest(police, active, in.street[p], k);
        const double p_sack = threat / (1.0 + double(active) / sackable);
        for (int contract = 0; contract < 2; ++contract) {
            double stake = k.sack_cost * (1.0 - outside);
            if (contract == 0) stake *= k.permanent_stake;
            const double risk = (p_arrest * k.harm + p_sack * (stake * covered)) + fine;
            for (int r = 0; r < 4; ++r) {
                double exposure = k.exposure[r];
                if (r == 0) exposure += k.identified * in.block[s];
                terms.price[contract][own][r] = fixed(exposure * risk);
            }
        }
    }
    for (int r = 0; r < 4; ++r) terms.tired[r] = fixed(k.fatigue * k.shift[r] * (1.0 - fund));
}

struct Site {
    uint64_t seed, block_seed, lock_seed;
    int64_t begin, voice, odds, attention, blocked, lock;
    bool event, listed;
};

// The highest rung with a score of at least zero.
inline int highest(int64_t i, int held, int act, int days_out, const Site& site, const Inputs& in,
                   const Whole& w, const Terms& terms, const int64_t crowd[2][4]) {
    int64_t opposition = in.values[in.opposition[i]];
    if (site.odds != ONE) {
        const int64_t lowered = opposition * site.odds;
        opposition = lowered / std::max<int64_t>(1, ONE - opposition + (lowered >> 16));
    }
    const int64_t said = (opposition * site.voice) >> 16;
    const int64_t caution = in.cautions[in.caution[i]];
    const int media = in.media[i], contract = media & 1, active = act >= RALLY;
    const int reached = (media >> 1) < w.reached;
    for (int r = 3; r >= 0; --r) {
        const int own = act > r;
        int64_t score = said + terms.base[reached][own][r] + crowd[own][r];
        score -= (caution * terms.price[contract][active][r]) >> 16;
        score -= terms.tired[r] * days_out;
        if (held > r) score += w.keep;
        if (score >= 0) return r + 1;
    }
    return 0;
}

// One shop; returns how many are above quiet now.
int decide_shop(int64_t at, int members, const Site& site, bool on_shift, bool locked,
                const Inputs& in, const Whole& w, const Terms& terms, const int64_t crowd[2][4],
                int64_t tally[8], int seen[4]) {
    uint32_t draws[MOST];
    const uint64_t first = uint64_t(at - site.begin);
    for (int j = 0; j < members; ++j) draws[j] = uint32_t(bits(site.seed, first + j) >> 32);
    const bool all = site.event && on_shift;
    int live = 0;
    for (int j = 0; j < members; ++j) {
        const int64_t i = at + j;
        const int rungs = in.rungs[i];
        const bool reconsiders = all || int64_t(draws[j]) < site.attention;
        if (rungs >= AWAY || (!reconsiders && rungs == 0)) continue;
        int stance = rungs & 7, act = rungs >> 3;
        const int marks = in.marks[i];
        int floor = marks & 1, days_out = marks >> 1;
        if (reconsiders) {
            const int held = !all && int64_t(draws[j]) >= w.attention ? stance : 0;
            stance = std::max(held, highest(i, stance, act, days_out, site, in, w, terms, crowd));
            if (rungs == 0 && stance == 0) continue;
        }
        const bool identified = floor == 1;
        if (site.listed && !locked && stance >= SIGN && floor == 0) {
            floor = 1;
            ++tally[SIGN];
        }
        int doing = 0;
        if (on_shift) {
            act = stance == STRIKE || (site.event && stance >= RALLY) ? stance : floor;
            const bool held_back = act > floor && (locked || (identified && site.blocked > 0 &&
                                   draw_of(site.block_seed, i - site.begin) < site.blocked));
            if (held_back) {
                act = floor;
                ++tally[KEPT_IN];
            }
            doing = act;
            if (doing == STRIKE && days_out < 127) ++days_out;
        } else if (site.event && stance >= RALLY) {
            doing = RALLY;
            act = std::max<int>(act, RALLY);
        } else {
            act = std::max(act, floor);
        }
        if (doing >= RALLY) ++tally[doing];
        tally[WILLING] += stance >= SIGN && floor == 0;
        tally[READY] += stance >= RALLY;
        live += stance + act > 0;
        for (int r = 0; r < act; ++r) ++seen[r];
        in.rungs[i] = uint8_t(stance | (act << 3));
        in.marks[i] = uint8_t(floor | (days_out << 1));
    }
    return live;
}

void decide_site(int64_t s, const int64_t usual[3], const std::vector<Quiet>& quiet,
                 const Inputs& in, const Whole& w, const Real& k, int crews) {
    const int64_t p = in.place[s], begin = in.first_worker[s];
    Terms terms;
    const bool nobody = in.seen[4 * s] == 0;
    if (nobody && in.works[s] == 0 && in.bonus[s] == 0.0) {
        for (int reached = 0; reached < 2; ++reached)
            for (int r = 0; r < 4; ++r)
                terms.base[reached][0][r] =
                    fixed(quiet[p].pull[reached][r] + in.effect[s] - k.theta[r]);
    } else {
        set_base(s, in, w, k, terms);
    }
    set_price(s, nobody, quiet[p].arrest, in, k, terms);
    const int owner = in.ownership[s];
    const double two32 = 4294967296.0;
    const int64_t odds = in.meetings[s] == 0.0
                             ? usual[owner]
                             : fixed(exact_exp(-(k.loyal[owner] * k.loyalty + in.meetings[s])));
    const Site site{bits(w.seed, in.key[s]), bits(w.block_seed, in.key[s]),
                    bits(w.lock_seed, in.key[s]), begin, in.voice[p], odds, in.attention[p],
                    int64_t(in.block[s] * two32), int64_t(in.lock[s] * two32),
                    in.event[s] == 1, in.list_open[s] == 1};
    int64_t tally[8] = {0}, on_shift_workers = 0, absent = 0, at = begin;
    int32_t* site_seen = in.seen + 4 * s;
    for (int r = 0; r < 4; ++r) site_seen[r] = 0;
    const int base = in.staff[s] / in.shops[s], more = in.staff[s] % in.shops[s];
    for (int64_t shop = in.first_shop[s]; shop < in.first_shop[s + 1]; ++shop) {
        const int64_t number = shop - in.first_shop[s];
        const int members = base + (number < more);
        const bool on = in.continuous[s] ? in.crew_on[number % crews] == 1 : w.working != 0;
        if (on) {
            on_shift_workers += members;
            absent += in.away[shop];
        }
        uint8_t* shop_seen = in.shop_seen + 4 * shop;
        int64_t crowd[2][4];
        for (int r = 0; r < 4; ++r) {
            const int32_t* pull = in.crowd + members * w.wide;
            crowd[0][r] = pull[shop_seen[r]];
            crowd[1][r] = pull[std::max(shop_seen[r] - 1, 0)];
        }
        const bool locked = on && site.lock > 0 && draw_of(site.lock_seed, number) < site.lock;
        int seen[4] = {0};
        in.live[shop] = uint8_t(decide_shop(at, members, site, on, locked, in, w, terms, crowd,
                                            tally, seen));
        for (int r = 0; r < 4; ++r) {
            shop_seen[r] = uint8_t(seen[r]);
            site_seen[r] += seen[r];
        }
        at += members;
    }
    in.ready[s] = int32_t(tally[READY]);
    in.willing[s] = int32_t(tally[WILLING]);
    in.signers[s] += int32_t(tally[SIGN]);
    in.signed_today[s] = int32_t(tally[SIGN]);
    in.rallying[s] = int32_t(tally[RALLY]);
    in.walking_out[s] = int32_t(tally[WALKOUT]);
    in.striking[s] = int32_t(tally[STRIKE]);
    in.kept_in[s] = int32_t(tally[KEPT_IN]);
    in.on_shift[s] = people(on_shift_workers, in.weight[s]);
    in.absent[s] = int32_t(absent);
}

}  // namespace

// The names of the arrays in order, for the caller to check.
extern "C" const char* fields() {
#define X(type, name) #name " "
    return FIELDS(X);
#undef X
}

extern "C" int64_t numbers(int which) {
    return which == 0 ? sizeof(Whole) / sizeof(int64_t) : sizeof(Real) / sizeof(double);
}

// One day; `cuts` are where blocks of sites begin, and the end of the last.
extern "C" void decide(const Inputs* given, const int64_t* cuts, int64_t blocks, int32_t crews,
                       int32_t threads) {
    const Inputs in = *given;
    const Whole& w = *reinterpret_cast<const Whole*>(in.whole);
    const Real& k = *reinterpret_cast<const Real*>(in.real);
    int64_t usual[3];
    for (int o = 0; o < 3; ++o) usual[o] = fixed(exact_exp(-(k.loyal[o] * k.loyalty)));
    const std::vector<Quiet> quiet = quiet_places(in, w, k);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int64_t b = 0; b < blocks; ++b)
        for (int64_t s = cuts[b]; s < cuts[b + 1]; ++s)
            decide_site(s, usual, quiet, in, w, k, crews);
}
