import CMalloc

/// How the process gets memory from the system.
enum Heap {
    /// Has all threads share one heap that grows by a mebibyte at a time.
    ///
    /// By default each thread has a heap of its own, which grows by a page and a call of the system at a time, and what one
    /// thread has freed is of no use to another. Source: mallopt(3), and `grow_heap` in malloc/arena.c of glibc.
    ///
    /// A setting also stops the library from adapting the size from which a block is mapped by itself, 128 KiB. That is
    /// wanted here: the texts of large lists go back to the system when they were read.
    static func configure() {
        // What is refused leaves the default, with which everything works as well.
        _ = mallopt(M_ARENA_MAX, 1)
        _ = mallopt(M_TOP_PAD, 1 << 20)
    }
}
