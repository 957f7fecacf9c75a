/*
 * The pacing of requests: see pace.h for the model. What happens to a request
 * that was refused is left to retry.c, waiting to loop.c.
 */
#include "pace.h"

#include "base/mem.h"

#include <stdlib.h>

#define IN_FLIGHT INT64_MAX

/* Until the first answer has told the limits, so few requests leave. */
#define FIRST_REQUESTS 3

/* Where the server does not say (facts 4). */
#define DEFAULT_MAX         100
#define DEFAULT_INTERVAL_US 10000000
#define MAX_MAX             20000

/* The two clocks may drift: 0.2 % is four times what a disciplined clock may do. */
#define MARGIN(interval_us) ((interval_us) / 500 + 5000)

/* The day's budget is short below a 50th of it. */
#define DAILY_SHORT 50

static int64_t longer(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void pace_init(struct pace *pace)
{
    *pace = (struct pace){.max = DEFAULT_MAX,
                          .interval_us = DEFAULT_INTERVAL_US,
                          .margin_us = MARGIN(DEFAULT_INTERVAL_US),
                          .round_trip_us = INT64_MAX,
                          .last_sent_us = INT64_MIN / 2,
                          .fixed_since_us = INT64_MIN,
                          .fixed_others = -1,
                          .daily_limit = -1,
                          .daily_remaining = -1,
                          .daily_floor = -1};
    for (size_t i = 0; i < PACE_BUCKETS; i++)
        pace->others_when[i] = pace->views_when[i] = INT64_MIN;
}

void pace_release(struct pace *pace)
{
    free(pace->slots);
    pace->slots = NULL;
    pace->len = pace->cap = 0;
}

/* When the server has surely forgotten the request. */
static int64_t slot_ends(const struct pace *pace, const struct pace_slot *slot)
{
    if (slot->answered_us == IN_FLIGHT)
        return INT64_MAX;
    /* The latest moment at which it can have been counted, as if all that it took longer than the
     * quickest request had been spent on the way there. */
    int64_t counted = slot->answered_us - pace->round_trip_us;
    if (counted < slot->sent_us)
        counted = slot->sent_us;
    return counted + pace->interval_us + pace->margin_us;
}

/* Forgets what no estimate needs any more: slots that ended an interval ago. */
static void forget_old(struct pace *pace, int64_t now_us)
{
    size_t kept = 0;
    for (size_t i = 0; i < pace->len; i++) {
        int64_t ends = slot_ends(pace, &pace->slots[i]);
        if (ends == INT64_MAX || ends > now_us - pace->interval_us)
            pace->slots[kept++] = pace->slots[i];
    }
    pace->len = kept;
}

/* ---- other clients ---- */

/* When the interval began in which we are, where the server's are fixed; INT64_MIN where they are
 * not, as far as is known. */
static int64_t interval_began(const struct pace *pace, int64_t now_us)
{
    if (pace->fixed_since_us == INT64_MIN || now_us - pace->fixed_since_us > 4 * pace->interval_us)
        return INT64_MIN;
    return now_us - (now_us - pace->fixed_since_us) % pace->interval_us;
}

static int64_t bucket_of(const struct pace *pace, int64_t now_us)
{
    int64_t width = pace->interval_us / PACE_INTERVAL;
    return now_us / (width > 0 ? width : 1);
}

static void note_others(struct pace *pace, int64_t now_us, int64_t count)
{
    int64_t bucket = bucket_of(pace, now_us);
    size_t at = (size_t)(bucket % PACE_BUCKETS);
    if (pace->others_when[at] != bucket || count > pace->others[at])
        pace->others[at] = count;
    pace->others_when[at] = bucket;
}

static void note_view(struct pace *pace, int64_t now_us)
{
    int64_t bucket = bucket_of(pace, now_us);
    size_t at = (size_t)(bucket % PACE_BUCKETS);
    pace->views[at] = pace->view_remaining;
    pace->views_ticket[at] = pace->view_ticket;
    pace->views_when[at] = bucket;
}

/* What others will have used in an interval if they go on as in the last half of one: they may have
 * begun only just now. What vanished and was not ours; less than nothing where an interval ended
 * between the two views. */
static int64_t growth(const struct pace *pace, int64_t bucket)
{
    for (int64_t back = PACE_INTERVAL / 2; pace->has_view && back >= 2; back--) {
        size_t at = (size_t)((bucket - back) % PACE_BUCKETS);
        if (bucket >= back && pace->views_when[at] == bucket - back) {
            int64_t ours = (int64_t)(pace->view_ticket - pace->views_ticket[at]);
            return (pace->views[at] - pace->view_remaining - ours) * PACE_INTERVAL / back;
        }
    }
    return 0;
}

/* The most that was seen in an interval, or a little longer: where the server's interval is fixed,
 * they show in full only at its end. */
static int64_t others_seen(const struct pace *pace, int64_t bucket)
{
    int64_t most = 0;
    for (size_t i = 0; i < PACE_BUCKETS; i++) {
        if (pace->others_when[i] > bucket - PACE_BUCKETS && pace->others[i] > most)
            most = pace->others[i];
    }
    return most;
}

/* Less than a quarter more may be chance. */
static bool has_grown(int64_t grown, int64_t most)
{
    return most > 0 && grown > most + most / 4 + 1;
}

int64_t pace_others(const struct pace *pace, int64_t now_us)
{
    int64_t bucket = bucket_of(pace, now_us), most = others_seen(pace, bucket);
    if (most > 0 && pace->fixed_others >= 0 && interval_began(pace, now_us) != INT64_MIN)
        return pace->fixed_others;
    int64_t grown = growth(pace, bucket);
    return has_grown(grown, most) ? grown : most;
}

/* Grows where nothing is left, at most once an interval, and shrinks as slowly. */
static void learn_courtesy(struct pace *pace, int64_t now_us, int64_t remaining)
{
    int64_t bucket = bucket_of(pace, now_us);
    if (!pace->came && now_us - pace->known_since_us > pace->interval_us &&
        interval_began(pace, now_us) == INT64_MIN &&
        has_grown(growth(pace, bucket), others_seen(pace, bucket))) {
        pace->came = true;
        pace->courtesy += longer(pace->max * 6 / 100, 1);
        pace->courtesy_when_us = now_us;
    }
    if (now_us - pace->courtesy_when_us < pace->interval_us)
        return;
    if (remaining == 0 && pace_others(pace, now_us) > 0)
        pace->courtesy += longer(pace->max / 100, 1);
    else if (remaining > 0 && pace->courtesy > 0)
        pace->courtesy--;
    else
        return;
    pace->courtesy_when_us = now_us;
}

/* ---- the server's view ---- */

/* Slots of ours that end after `from_us`, and by `to_us`. */
static int64_t given_back(const struct pace *pace, int64_t from_us, int64_t to_us)
{
    int64_t count = 0;
    for (size_t i = 0; i < pace->len; i++) {
        int64_t ends = slot_ends(pace, &pace->slots[i]);
        count += ends > from_us && ends <= to_us;
    }
    return count;
}

/* How many requests the server would take now, going by its last view: those that came after it are
 * off it, those of ours that have left a sliding interval since then are on it again. Which ones
 * came after it is seen by the order of sending; in the first interval, when nothing is known of
 * others and a burst is likely, every one that may have come after it counts. */
static int64_t by_view(const struct pace *pace, int64_t now_us)
{
    int64_t left = pace->view_remaining, began = interval_began(pace, now_us);
    bool in_flight = false;
    for (size_t i = 0; i < pace->len; i++)
        in_flight |= pace->slots[i].answered_us == IN_FLIGHT;
    bool careful = in_flight && now_us - pace->known_since_us < pace->interval_us;
    for (size_t i = 0; i < pace->len; i++) {
        const struct pace_slot *slot = &pace->slots[i];
        if (slot->ticket != pace->view_ticket &&
            (slot->sent_us > pace->view_sent_us ||
             (careful && slot->answered_us > pace->view_sent_us)))
            left--;
    }
    if (began == INT64_MIN)
        return left + given_back(pace, pace->view_sent_us, now_us);
    /* What was left of an interval that is over says nothing; of this one, others take their part
     * while we look. */
    if (pace->view_sent_us < began)
        return pace->max;
    int64_t age_us = now_us - pace->view_sent_us, others = pace_others(pace, now_us);
    /* They need not be even: one more. */
    return left - (others * age_us + pace->interval_us - 1) / pace->interval_us - (others > 0);
}

/* Those that were seen go on, as far as is known. */
static void end_watch(struct pace *pace, int64_t now_us)
{
    if (pace->watching && pace->watched_us > 0)
        note_others(pace, now_us, pace->seen_others * pace->interval_us / pace->watched_us);
    pace->watching = false;
}

static void begin_interval(struct pace *pace, const struct pace_slot *slot, int64_t now_us,
                           int64_t remaining)
{
    end_watch(pace, now_us); /* what was used before is forgotten */
    pace->fixed_since_us = now_us;
    pace->first_remaining = remaining;
    pace->first_sent_us = slot->sent_us;
    pace->first_ticket = slot->ticket;
}

/* Sliding intervals give back one by one what was taken one by one. */
static void learn_kind(struct pace *pace, const struct pace_slot *slot, int64_t now_us,
                       int64_t remaining)
{
    int64_t ours = (int64_t)(slot->ticket - pace->view_ticket), mixed = 0;
    int64_t more = remaining - pace->view_remaining + ours;
    /* Those on their way at the same time may have been counted in any order. */
    for (size_t i = 0; i < pace->len; i++)
        mixed += pace->slots[i].answered_us > pace->view_sent_us;
    /* We know of what is given back only later than the server. */
    int64_t late_us = now_us + (now_us - slot->sent_us) + pace->margin_us;
    if (more > pace->max / 8 + mixed + given_back(pace, pace->view_sent_us, late_us))
        begin_interval(pace, slot, now_us, remaining);
}

/* Within one fixed interval: what vanished since its first view and was not ours, at that rate for
 * a whole interval. */
static void learn_fixed_others(struct pace *pace, const struct pace_slot *slot, int64_t remaining)
{
    int64_t age_us = slot->sent_us - pace->first_sent_us;
    int64_t ours = (int64_t)(slot->ticket - pace->first_ticket);
    if (age_us <= pace->interval_us / 2 || age_us > pace->interval_us)
        return;
    int64_t theirs = pace->first_remaining - remaining - ours;
    /* Less than nothing: another interval has begun. One more, since they need not be even. */
    if (theirs >= 0)
        pace->fixed_others = (theirs * pace->interval_us + age_us * 3 / 2 - 1) / age_us;
}

/* What is used and cannot be ours: a lower bound of what others use. */
static void learn_others(struct pace *pace, const struct pace_slot *slot, int64_t now_us,
                         int64_t remaining)
{
    int64_t ours = 0;
    for (size_t i = 0; i < pace->len; i++)
        ours += slot_ends(pace, &pace->slots[i]) > slot->sent_us;
    note_others(pace, now_us, longer(pace->max - remaining - ours, 0));
    if (interval_began(pace, now_us) != INT64_MIN)
        learn_fixed_others(pace, slot, remaining);
}

/* ---- the first interval ---- */

/* So many are kept to look with at what becomes free; the last ones for others who are not even. */
#define KEPT 5
#define LAST 2

/* Requests of ours that the server had surely counted before it answered this one, which is one of
 * them (`most` false), or may have. One that left within half a round trip before the answer came
 * had hardly arrived. */
static int64_t ours_counted(const struct pace *pace, const struct pace_slot *slot, int64_t now_us,
                            bool most)
{
    int64_t count = 0, latest_us = now_us - pace->round_trip_us / 2;
    for (size_t i = 0; i < pace->len; i++) {
        const struct pace_slot *other = &pace->slots[i];
        count += other == slot ||
                 (most ? other->sent_us <= latest_us : other->answered_us <= slot->sent_us);
    }
    return count;
}

static bool first_interval(const struct pace *pace, int64_t now_us)
{
    return pace->watching && now_us - pace->known_since_us < pace->interval_us + pace->margin_us;
}

/* After the first answer: is there something to watch? */
static void begin_watch(struct pace *pace, const struct pace_slot *slot, int64_t now_us,
                        int64_t remaining)
{
    pace->used = pace->max - remaining - ours_counted(pace, slot, now_us, true);
    pace->used_before = pace->max - remaining - ours_counted(pace, slot, now_us, false);
    pace->watching = pace->used > 0;
}

/* Where more is used than there was before us, it is by others. */
static void watch(struct pace *pace, const struct pace_slot *slot, int64_t now_us,
                  int64_t remaining)
{
    int64_t least = pace->max - remaining - ours_counted(pace, slot, now_us, true);
    int64_t most = pace->max - remaining - ours_counted(pace, slot, now_us, false);
    int64_t watched_us = slot->sent_us - pace->known_since_us;
    pace->used = longer(least, 0);
    if (least - pace->used_before > pace->seen_others)
        pace->seen_others = least - pace->used_before;
    if (most < pace->used_before)
        pace->used_before = most;
    if (watched_us > pace->watched_us)
        pace->watched_us = watched_us;
}

/* What others could use in an interval who were seen so seldom. */
static int64_t may_come(const struct pace *pace)
{
    if (pace->watched_us <= 0)
        return pace->max;
    int64_t count = (pace->seen_others + 1) * pace->interval_us / pace->watched_us;
    return longer(count < pace->max ? count : pace->max, KEPT);
}

/* Until one of our slots ends, or the server's view is too old to say anything. */
static int64_t wait_for_slot(const struct pace *pace, int64_t now_us, bool or_view)
{
    int64_t first = or_view ? pace->view_at_us + pace->interval_us : INT64_MAX;
    for (size_t i = 0; i < pace->len; i++) {
        int64_t ends = slot_ends(pace, &pace->slots[i]);
        if (ends > now_us && ends < first)
            first = ends;
    }
    return first == INT64_MAX ? PACE_NO_TIME : first > now_us ? first - now_us : 0;
}

/* As many as the server has left at once, less what may come; one after the other what is left if
 * those who used it go on. */
static int64_t wait_first(const struct pace *pace, int64_t now_us, int64_t left)
{
    if (left - may_come(pace) >= 1)
        return 0;
    if (left <= LAST)
        return wait_for_slot(pace, now_us, true);
    int64_t limit = longer(pace->max - pace->used, longer(pace->max / 20, 1));
    int64_t due_us =
        pace->known_since_us + (int64_t)pace->tickets * (pace->interval_us / limit * 9 / 10);
    int64_t look_us = pace->last_sent_us + pace->interval_us / 8;
    return (due_us < look_us ? due_us : look_us) - now_us;
}

/* ---- the day ---- */

bool pace_short_of_day(const struct pace *pace)
{
    return pace->daily_remaining == 0 ||
           (pace->daily_floor >= 0 && pace->daily_remaining <= pace->daily_floor);
}

static int64_t wait_for_day(const struct pace *pace, int64_t now_us)
{
    if (!pace_short_of_day(pace))
        return 0;
    int64_t left_us = pace->day_ends_us - now_us;
    if (left_us <= 0)
        return 0;
    if (pace->daily_remaining <= 0)
        return left_us;
    int64_t since = now_us - pace->last_sent_us, gap = left_us / pace->daily_remaining;
    return since >= gap ? 0 : gap - since;
}

/* Requests of ours that the answer to this one may not have counted: those that left after it, and
 * those that have no answer yet. */
static int64_t not_counted(const struct pace *pace, const struct pace_slot *slot)
{
    int64_t count = 0;
    for (size_t i = 0; i < pace->len; i++)
        count += pace->slots[i].ticket > slot->ticket || pace->slots[i].answered_us == IN_FLIGHT;
    return count;
}

/* Half of what is left when it becomes short is spent at full rate: a run that ends soon should not
 * be held up. The rest is spread over the rest of the day. */
static void learn_day(struct pace *pace, const struct pace_slot *slot, int64_t now_us,
                      const struct pace_report *report)
{
    int64_t day_ms = report->day_left_ms >= 0 ? report->day_left_ms : INT64_C(86400000);
    if (report->daily_limit > 0)
        pace->daily_limit = report->daily_limit;
    if (report->daily_remaining < 0 || pace->daily_limit <= 0)
        return;
    pace->daily_remaining = longer(report->daily_remaining - not_counted(pace, slot), 0);
    pace->day_ends_us = now_us + day_ms * 1000;
    if (pace->daily_remaining >= pace->daily_limit / DAILY_SHORT)
        pace->daily_floor = -1;
    else if (pace->daily_floor < 0)
        pace->daily_floor = pace->daily_remaining / 2;
}

/* ---- the three questions ---- */

int64_t pace_limit(const struct pace *pace, int64_t now_us)
{
    int64_t others = pace_others(pace, now_us);
    if (others > 0)
        others += pace->courtesy;
    return pace->known ? longer(pace->max - others, longer(pace->max / 20, 1)) : 0;
}

int64_t pace_wait(struct pace *pace, int64_t now_us)
{
    if (pace->blocked_until_us > now_us)
        return pace->blocked_until_us - now_us;
    forget_old(pace, now_us);

    int64_t busy = 0, in_flight = 0;
    for (size_t i = 0; i < pace->len; i++) {
        if (slot_ends(pace, &pace->slots[i]) > now_us)
            busy++;
        if (pace->slots[i].answered_us == IN_FLIGHT)
            in_flight++;
    }
    if (!pace->known)
        return in_flight < FIRST_REQUESTS ? 0 : PACE_NO_TIME;
    if (pace->watching && !first_interval(pace, now_us) && in_flight > 0)
        return PACE_NO_TIME; /* who is left of those who were there? One answer tells */

    int64_t others = pace_others(pace, now_us), limit = pace_limit(pace, now_us);
    if (busy >= limit)
        return wait_for_slot(pace, now_us, false);

    int64_t wait = wait_for_day(pace, now_us);
    bool viewed = pace->has_view && pace->view_at_us + pace->interval_us > now_us;
    int64_t left = viewed ? by_view(pace, now_us) : pace->max;
    if (first_interval(pace, now_us)) {
        wait = longer(wait, wait_first(pace, now_us, left));
    } else if (others > 0) {
        int64_t gap = pace->interval_us / limit * 9 / 10, since = now_us - pace->last_sent_us;
        wait = longer(wait, gap - since);
    }
    /* As long as others are hardly known, the last ones are theirs. */
    bool early = now_us - pace->known_since_us < 2 * pace->interval_us;
    if (left < (early && others > 0 ? LAST + 1 : 1))
        wait = longer(wait, wait_for_slot(pace, now_us, true));
    return longer(wait, 0);
}

uint64_t pace_sent(struct pace *pace, int64_t now_us)
{
    if (pace->len == pace->cap) {
        pace->cap = pace->cap ? pace->cap * 2 : 64;
        pace->slots = mem_resize(pace->slots, pace->cap, sizeof *pace->slots);
    }
    pace->slots[pace->len++] = (struct pace_slot){++pace->tickets, now_us, IN_FLIGHT};
    pace->last_sent_us = now_us;
    if (pace->daily_remaining > 0)
        pace->daily_remaining--;
    return pace->tickets;
}

static void learn(struct pace *pace, const struct pace_slot *slot, int64_t now_us,
                  const struct pace_report *report)
{
    bool first = !pace->known;
    if (first)
        pace->known_since_us = now_us;
    pace->known = true;
    if (report->interval_ms > 0 && report->interval_ms * 1000 != pace->interval_us) {
        pace->interval_us = report->interval_ms * 1000;
        pace->margin_us = MARGIN(pace->interval_us);
    }
    if (report->max > 0)
        pace->max = report->max < MAX_MAX ? report->max : MAX_MAX;
    learn_day(pace, slot, now_us, report);
    if (report->max <= 0 || report->remaining < 0)
        return;
    if (first_interval(pace, now_us))
        watch(pace, slot, now_us, report->remaining);
    else if (first)
        begin_watch(pace, slot, now_us, report->remaining);
    if (!first_interval(pace, now_us))
        learn_others(pace, slot, now_us, report->remaining);
    if (pace->watching && !first_interval(pace, slot->sent_us))
        end_watch(pace, now_us);
    learn_courtesy(pace, now_us, report->remaining);
    if (!pace->has_view || slot->sent_us >= pace->view_sent_us) {
        if (pace->has_view && now_us - pace->view_at_us < pace->interval_us)
            learn_kind(pace, slot, now_us, report->remaining);
        pace->has_view = true;
        pace->view_remaining = report->remaining;
        pace->view_ticket = slot->ticket;
        pace->view_sent_us = slot->sent_us;
        pace->view_at_us = now_us;
        note_view(pace, now_us);
    }
}

void pace_answered(struct pace *pace, uint64_t ticket, int64_t now_us,
                   const struct pace_report *report)
{
    for (size_t i = 0; i < pace->len; i++) {
        struct pace_slot *slot = &pace->slots[i];
        if (slot->ticket != ticket)
            continue;
        slot->answered_us = now_us;
        if (report && now_us - slot->sent_us < pace->round_trip_us)
            pace->round_trip_us = now_us - slot->sent_us;
        if (report)
            learn(pace, slot, now_us, report);
        return;
    }
}

void pace_refused(struct pace *pace, int64_t now_us, int64_t wait_us)
{
    /* What we believed was wrong: other clients in a burst, or clocks that run apart. */
    if (pace->margin_us < pace->interval_us / 20)
        pace->margin_us *= 2;
    pace->courtesy += longer(pace->max / 50, 1);
    pace->courtesy_when_us = now_us;
    pace->has_view = false;
    pace->blocked_until_us = longer(pace->blocked_until_us, now_us + wait_us);
}
