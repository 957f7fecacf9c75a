/* The store: its log on disk, what lists see, ids. */
#include "tests.h"

#include "base/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put(struct store *store, const char *id, const char *title, int64_t now_ms)
{
    store_put(store, KIND_POST, id,
              json_pack("{s:s, s:s, s:s, s:s}", "_id", id, "locationId", "loc", "urlSlug", title,
                        "title", title),
              now_ms);
}

static const char *title_of(const struct store *store, const char *id)
{
    return json_text(store_get(store, KIND_POST, id), "title");
}

static void what_was_put_comes_back(void **state)
{
    (void)state;
    char *directory = scratch_new();
    struct store store;
    assert_true(store_open(&store, directory, 1, NULL));
    put(&store, "a", "one", 10);
    put(&store, "b", "two", 20);
    put(&store, "a", "three", 30);
    store_remove(&store, KIND_POST, "b", 40);
    char *id = store_id24(&store);
    put(&store, id, "four", 50);
    store_release(&store);

    assert_true(store_open(&store, directory, 1, NULL));
    assert_string_equal(title_of(&store, "a"), "three");
    assert_null(store_get(&store, KIND_POST, "b"));
    assert_string_equal(store_slug(&store, "loc", "three"), "a");
    assert_null(store_slug(&store, "loc", "one"));
    assert_null(store_slug(&store, "loc", "two"));
    assert_int_equal(store.last_ms, 50);
    /* ids go on where they were */
    char *next = store_id24(&store);
    assert_string_not_equal(next, id);
    free(next);
    free(id);
    store_release(&store);
    scratch_free(directory);
}

static void a_torn_line_is_dropped(void **state)
{
    (void)state;
    char *directory = scratch_new();
    char *path = mem_printf("%s/store.log", directory);
    struct strbuf whole = STRBUF_INIT(1 << 20);
    struct store store;
    assert_true(store_open(&store, directory, 1, NULL));
    put(&store, "a", "one", 10);
    put(&store, "b", "two", 20);
    store_release(&store);
    assert_true(file_read(path, 1 << 20, &whole, NULL));
    size_t first = strcspn(whole.buf, "\n") + 1;
    for (size_t len = first; len < whole.len; len++) {
        assert_true(file_write(path, whole.buf, len, 0600, NULL));
        assert_true(store_open(&store, directory, 1, NULL));
        assert_string_equal(title_of(&store, "a"), "one");
        assert_null(store_get(&store, KIND_POST, "b"));
        put(&store, "c", "three", 30);
        store_release(&store);
        assert_true(store_open(&store, directory, 1, NULL));
        assert_string_equal(title_of(&store, "c"), "three");
        store_release(&store);
    }
    strbuf_release(&whole);
    free(path);
    scratch_free(directory);
}

static void another_file_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"hello\n", "{}\n", "{\"kind\":\"cat\",\"id\":\"x\"}\n"};
    char *directory = scratch_new();
    char *path = mem_printf("%s/store.log", directory);
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct store store;
        struct error err = ERROR_INIT;
        assert_true(file_write(path, texts[i], strlen(texts[i]), 0600, NULL));
        assert_false(store_open(&store, directory, 1, &err));
        assert_string_equal(err.code, "bad-sandbox-state");
        assert_int_equal(err.line, 1);
        store_release(&store);
        error_release(&err);
    }
    free(path);
    scratch_free(directory);
}

static void history_is_dropped(void **state)
{
    (void)state;
    char *directory = scratch_new();
    char *path = mem_printf("%s/store.log", directory);
    struct strbuf text = STRBUF_INIT(1 << 20);
    struct store store;
    assert_true(store_open(&store, directory, 1, NULL));
    for (int i = 0; i < 500; i++)
        put(&store, "a", i % 2 ? "one" : "two", i);
    store_release(&store);
    assert_true(store_open(&store, directory, 1, NULL));
    assert_string_equal(title_of(&store, "a"), "one");
    store_release(&store);
    assert_true(file_read(path, 1 << 20, &text, NULL));
    assert_int_equal(strcspn(text.buf, "\n") + 1, text.len);
    strbuf_release(&text);
    free(path);
    scratch_free(directory);
}

static const char *seen(const struct store *store, const char *id, int64_t now_ms)
{
    return json_text(store_seen(store, map_get(&store->kinds[KIND_POST], id), now_ms), "title");
}

static void lists_lag(void **state)
{
    (void)state;
    struct store store;
    assert_true(store_open(&store, NULL, 1, NULL));
    store.lag_ms = 100;
    put(&store, "a", "one", 1000);
    assert_null(seen(&store, "a", 1099));
    assert_string_equal(seen(&store, "a", 1100), "one");
    put(&store, "a", "two", 2000);
    assert_string_equal(seen(&store, "a", 2050), "one");
    put(&store, "a", "three", 2050);
    assert_string_equal(seen(&store, "a", 2149), "one");
    assert_string_equal(seen(&store, "a", 2150), "three");
    assert_string_equal(title_of(&store, "a"), "three");
    store_release(&store);
}

static void ids_are_of_the_seed(void **state)
{
    (void)state;
    struct store one, two;
    assert_true(store_open(&one, NULL, 1, NULL));
    assert_true(store_open(&two, NULL, 1, NULL));
    for (int i = 0; i < 3; i++) {
        char *a = store_id24(&one), *b = store_id24(&two);
        char *c = store_id20(&one), *d = store_id20(&two);
        char *e = store_uuid(&one), *f = store_uuid(&two);
        free(store_trace(&one)); /* does not count */
        assert_string_equal(a, b);
        assert_string_equal(c, d);
        assert_string_equal(e, f);
        assert_int_equal(strlen(a), 24);
        assert_int_equal(strlen(c), 20);
        assert_int_equal(strlen(e), 36);
        free(a);
        free(b);
        free(c);
        free(d);
        free(e);
        free(f);
    }
    store_release(&one);
    store_release(&two);
}

int run_store_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_comes_back),
        cmocka_unit_test(a_torn_line_is_dropped),
        cmocka_unit_test(another_file_is_refused),
        cmocka_unit_test(history_is_dropped),
        cmocka_unit_test(lists_lag),
        cmocka_unit_test(ids_are_of_the_seed),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
