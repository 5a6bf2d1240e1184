import CFastCGI
import Glibc

/// A response that did not go out in one piece: an anonymous file in memory, and how much of it has been sent.
struct Spool: ~Copyable {
    private let file: Descriptor
    private let length: Int
    private var offset = 0

    /// What one step of sending came to.
    enum Step {
        case sent
        case more
        /// The peer has to take some first.
        case blocked
        case failed
    }

    /// Has libfcgi write the response into a file; `nil` when there is no memory for it.
    init?(_ response: [UInt8], of request: FCGXRequest) {
        let number = unsafe memfd_create("fastcgi-response", MFD_CLOEXEC)
        guard number >= 0 else { return nil }
        let file = Descriptor(owning: number)
        guard request.respond(response, through: file.number) else { return nil }
        length = Int(lseek(file.number, 0, SEEK_CUR))
        self.file = file
    }

    /// Sends the next piece.
    mutating func send(to peer: Int32, _ buffer: borrowing TransferBuffer) -> Step {
        let (count, error) = buffer.send(peer, file: file.number, offset: offset)
        guard count >= 0 else { return error == EAGAIN ? .blocked : .failed }
        offset += count
        return offset == length ? .sent : .more
    }
}
