import Glibc

/// A file descriptor that closes itself: it has one owner, and whoever borrows its number keeps nothing.
struct Descriptor: ~Copyable {
    let number: Int32

    /// Takes an open descriptor over.
    init(owning number: Int32) {
        self.number = number
    }

    deinit { close(number) }

    /// For what somebody else has closed.
    consuming func forget() {
        discard self
    }
}
