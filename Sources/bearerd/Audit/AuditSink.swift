import FastCGI
import Files
import Synchronization
import SystemPackage

/// What takes whole lines about decisions.
protocol AuditSink: Sendable {
    /// Takes some of the lines, whole ones, and waits for nobody.
    ///
    /// - Returns: How many bytes.
    func take(_ lines: ArraySlice<UInt8>) throws(Errno) -> Int
    /// Goes on in the place that its name leads to now; what cannot be had leaves everything as it is.
    func reopen() throws(FileRefusal)
}

/// A file. Its lines are whole, also when the disk is full meanwhile.
final class AuditFile: AuditSink {
    private let path: String
    private let file: Mutex<AppendedFile>

    init(_ path: String) throws(FileRefusal) {
        self.path = path
        file = Mutex(try AppendedFile(path))
    }

    /// What is open already, and reopened at `path`.
    init(_ file: AppendedFile, path: String) {
        self.path = path
        self.file = Mutex(file)
    }

    func take(_ lines: ArraySlice<UInt8>) throws(Errno) -> Int {
        // It stays open while it is written to, whoever opens another.
        let open = file.withLock(\.self)
        try open.append(lines)
        return lines.count
    }

    func reopen() throws(FileRefusal) {
        let new = try AppendedFile(path)
        file.withLock { $0 = new }
    }
}

/// journald, in its native protocol: one entry a line, of an identifier of its own.
final class AuditJournal: AuditSink {
    static let identifier = "bearerd-audit"
    private let socket: DatagramSocket

    /// - Throws: ``FileRefusal`` where nobody listens.
    init(path: String = "/run/systemd/journal/socket") throws(FileRefusal) {
        guard let socket = DatagramSocket(path: path) else { throw .notRegular }
        if let reason = socket.look() { throw .system(Errno(rawValue: reason)) }
        self.socket = socket
    }

    func take(_ lines: ArraySlice<UInt8>) throws(Errno) -> Int {
        let line = lines.prefix { $0 != UInt8(ascii: "\n") }
        // A value without a line break stands behind its name (systemd.io/JOURNAL_NATIVE_PROTOCOL); 6 is info.
        let entry = Array("SYSLOG_IDENTIFIER=\(Self.identifier)\nPRIORITY=6\nMESSAGE=".utf8) + line + [0x0A]
        if let reason = socket.send(entry) { throw Errno(rawValue: reason) }
        return min(line.count + 1, lines.count)
    }

    /// The way to the socket is looked for with each line.
    func reopen() {}
}
