import Glibc

/// What ends a wait of the store's thread (poll(2)).
struct Poll {
    /// There is something to read, or the connection is lost.
    let isReadable: Bool
    let isWritable: Bool
    /// Another thread has signalled.
    let isWoken: Bool

    /// Waits for a connection, or for a signal, at most until `deadline`.
    init(
        _ connection: Int32?,
        writing: Bool = false,
        orSignalAt wakeup: Int32?,
        until deadline: ContinuousClock.Instant
    ) {
        // A negative descriptor is passed over.
        var watched = [
            pollfd(fd: connection ?? -1, events: Int16(POLLIN | (writing ? POLLOUT : 0)), revents: 0),
            pollfd(fd: wakeup ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let time = ContinuousClock.now.duration(to: deadline)
        // Rounded up, so that it is over afterwards.
        let milliseconds = Int32(clamping: max(0, Int((time / .milliseconds(1)).rounded(.up))))
        let count = unsafe poll(&watched, nfds_t(watched.count), milliseconds)
        let happened = count > 0 ? watched.map { Int32($0.revents) } : [0, 0]
        isReadable = happened[0] & (POLLIN | POLLHUP | POLLERR) != 0
        isWritable = happened[0] & (POLLOUT | POLLHUP | POLLERR) != 0
        isWoken = happened[1] != 0
    }
}
