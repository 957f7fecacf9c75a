/*
 * Memory of the libraries below curl that do not survive a NULL of their own
 * asking. They are curl's libraries and not ours, and curl may have others: so
 * they are looked for, and not linked.
 */
#ifndef GHL_LIBRARY_MEMORY_H
#define GHL_LIBRARY_MEMORY_H

/* From now on OpenSSL and nghttp2 allocate through base/mem.h. Once, before curl begins. */
void library_memory_hook(void);

#endif
