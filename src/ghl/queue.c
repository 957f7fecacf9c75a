/*
 * What waits: requests in a list, timers in an array. When they are due is left
 * to loop.c.
 */
#include "client.h"

#include <stdlib.h>
#include <string.h>

void queue_add(struct queue *queue, struct task *task)
{
    task->next = NULL;
    if (queue->last)
        queue->last->next = task;
    else
        queue->first = task;
    queue->last = task;
    queue->len++;
}

void queue_add_first(struct queue *queue, struct task *task)
{
    task->next = queue->first;
    queue->first = task;
    if (!queue->last)
        queue->last = task;
    queue->len++;
}

void queue_take(struct queue *queue, struct task *before, struct task *task)
{
    if (before)
        before->next = task->next;
    else
        queue->first = task->next;
    if (queue->last == task)
        queue->last = before;
    task->next = NULL;
    queue->len--;
}

void task_free(struct task *task)
{
    request_free(task->request);
    free(task);
}

void ghl_after(struct ghl *ghl, int64_t ms, void (*then)(void *context), void *context)
{
    struct timer timer = {ghl_clock_us(ghl) + (ms > 0 ? ms : 0) * 1000, ghl->timer_number++, then,
                          context};
    ARRAY_PUSH(&ghl->timers, timer);
}

int64_t timers_next(const struct ghl *ghl)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < ghl->timers.len; i++) {
        if (ghl->timers.items[i].due_us < first)
            first = ghl->timers.items[i].due_us;
    }
    return first;
}

static bool take_due(struct ghl *ghl, int64_t now_us, uint64_t before, struct timer *out)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < ghl->timers.len; i++) {
        const struct timer *timer = &ghl->timers.items[i];
        if (timer->due_us > now_us || timer->number >= before)
            continue;
        if (found == SIZE_MAX || timer->due_us < ghl->timers.items[found].due_us ||
            (timer->due_us == ghl->timers.items[found].due_us &&
             timer->number < ghl->timers.items[found].number))
            found = i;
    }
    if (found == SIZE_MAX)
        return false;
    *out = ghl->timers.items[found];
    ghl->timers.items[found] = ghl->timers.items[--ghl->timers.len];
    return true;
}

void timers_run(struct ghl *ghl, int64_t now_us)
{
    struct timer timer;
    uint64_t before = ghl->timer_number;

    /* One that is set meanwhile waits for the next turn, or a timer of 0 ms would never let go. */
    while (take_due(ghl, now_us, before, &timer))
        timer.then(timer.context);
}
