// The simple rule of benchmarks/rule.py: the score of every worker, every day; nothing is skipped.
//
// Shops are of some 17 workers, so the inner loop is over the members of a shop without a branch
// and the compiler makes vectors of it. Threads take blocks of shops.
#include <cstdint>
#include <cstring>
#include <vector>
#include <omp.h>

namespace {

// The strikers of shops first .. last, which begin at worker `at`.
int64_t decide(int64_t first, int64_t last, int64_t at, const uint16_t* __restrict opposition,
               const uint8_t* __restrict sizes, const int32_t* __restrict pull, int64_t wide,
               int64_t voice, int32_t quiet, int32_t own, uint8_t* __restrict striking) {
    int64_t total = 0;
    for (int64_t shop = first; shop < last; ++shop) {
        const int members = sizes[shop];
        const uint16_t* __restrict private_opposition = opposition + at;
        uint8_t* __restrict strikes = striking + at;
        int seen = 0;
        for (int i = 0; i < members; ++i) seen += strikes[i];
        const int32_t* row = pull + members * wide;
        const int64_t if_quiet = row[seen] + quiet;
        const int64_t if_out = row[seen > 0 ? seen - 1 : 0] + own;
        int now = 0;
        for (int i = 0; i < members; ++i) {
            const int64_t said = (private_opposition[i] * voice) >> 16;
            const uint8_t strike = said + (strikes[i] ? if_out : if_quiet) >= 0;
            strikes[i] = strike;
            now += strike;
        }
        total += now;
        at += members;
    }
    return total;
}

}  // namespace

// One day for everybody; returns how many strike. `begins` are the first shop and first worker of
// each block, and one entry for the end.
extern "C" int64_t a_day(int64_t blocks, const int64_t* first_shop, const int64_t* first_worker,
                         const uint16_t* opposition, const uint8_t* sizes, const int32_t* pull,
                         int64_t wide, int64_t voice, int32_t quiet, int32_t own,
                         uint8_t* striking, int32_t threads) {
    int64_t total = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) reduction(+ : total)
    for (int64_t b = 0; b < blocks; ++b)
        total += decide(first_shop[b], first_shop[b + 1], first_worker[b], opposition, sizes, pull,
                        wide, voice, quiet, own, striking);
    return total;
}
