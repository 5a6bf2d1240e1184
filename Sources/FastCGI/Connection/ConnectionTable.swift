/// The connections of a worker by their slots, which are what epoll tells about.
struct ConnectionTable<Element> {
    private(set) var slots: [Element?] = []
    private var free: [Int] = []
    private var closed: [Int] = []

    /// Those that are open.
    var open: some Sequence<Element> { slots.lazy.compactMap(\.self) }

    /// What is at `slot`; `nil` if it is gone.
    subscript(slot: Int) -> Element? { slots[slot] }

    /// Puts what `make` makes for its slot there.
    mutating func insert(_ make: (_ slot: Int) -> Element) -> Element {
        let slot = free.popLast() ?? slots.count
        let element = make(slot)
        if slot == slots.count { slots.append(element) } else { slots[slot] = element }
        return element
    }

    /// Forgets what is at `slot`. Nothing else is put there before ``recycle()``.
    mutating func remove(_ slot: Int) {
        slots[slot] = nil
        closed.append(slot)
    }

    /// Lets slots be used again, once no event that was received is meant for what was there.
    mutating func recycle() {
        guard !closed.isEmpty else { return }
        free += closed
        closed.removeAll(keepingCapacity: true)
    }
}
