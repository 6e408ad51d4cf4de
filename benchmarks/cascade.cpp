// Cascades over a network in compressed rows: what downtools' kernel is held against.
#include <cstdint>
#include <cstring>

// The first day of each worker by breadth-first search from one, as a textbook has it: a queue, and
// a look at the day of each contact. Returns how many were reached.
extern "C" int64_t breadth_first(int64_t people, const int64_t* first, const int32_t* other,
                                 int32_t from, int32_t* day, int32_t* queue) {
    std::memset(day, -1, people * sizeof(int32_t));
    int64_t head = 0, tail = 0;
    queue[tail++] = from;
    day[from] = 0;
    while (head < tail) {
        const int32_t i = queue[head++];
        for (int64_t p = first[i]; p < first[i + 1]; ++p) {
            const int32_t j = other[p];
            if (day[j] < 0) {
                day[j] = day[i] + 1;
                queue[tail++] = j;
            }
        }
    }
    return tail;
}

// The rule of downtools.day.cascade in the same way, with a counter for each worker: `left` begins
// as the needs, and is 0 for those who begin. Returns how many walked out.
extern "C" int64_t threshold(int64_t people, const int64_t* first, const int32_t* other,
                             int32_t* left, int32_t* day, int32_t* queue) {
    std::memset(day, -1, people * sizeof(int32_t));
    int64_t head = 0, tail = 0;
    for (int64_t i = 0; i < people; ++i) {
        if (left[i] > 0) continue;
        day[i] = 0;
        queue[tail++] = i;
    }
    while (head < tail) {
        const int32_t i = queue[head++];
        for (int64_t p = first[i]; p < first[i + 1]; ++p) {
            const int32_t j = other[p];
            if (--left[j] == 0) {
                day[j] = day[i] + 1;
                queue[tail++] = j;
            }
        }
    }
    return tail;
}

// The same by days and with narrow counters, as downtools does it; who walks out on a day with many
// is put in ascending order. Needs are at most 255.
extern "C" int64_t by_days(int64_t people, const int64_t* first, const int32_t* other,
                           uint8_t* left, int32_t* day, int32_t* queue) {
    std::memset(day, -1, people * sizeof(int32_t));
    int64_t begin = 0, end = 0;
    for (int64_t i = 0; i < people; ++i)
        if (left[i] == 0) queue[end++] = i;
    for (int32_t today = 0; begin < end; ++today) {
        int64_t found = end;
        for (int64_t q = begin; q < end; ++q) {
            const int32_t i = queue[q];
            day[i] = today;
            for (int64_t p = first[i]; p < first[i + 1]; ++p) {
                const int32_t j = other[p];
                if (left[j] > 0 && --left[j] == 0) queue[found++] = j;
            }
        }
        begin = end;
        end = found;
        if ((end - begin) * 16 > people) {
            int64_t put = begin;
            for (int64_t i = 0; i < people && put < end; ++i) {
                queue[put] = i;
                put += left[i] == 0 && day[i] < 0;
            }
        }
    }
    return end;
}
