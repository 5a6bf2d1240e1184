import CFiles
import Glibc
import SystemPackage

/// A file on its way to the place of another: written whole under a name of its own, then renamed. Nobody ever reads half of it,
/// whenever the power goes.
enum FileDraft {
    /// Writes the file `name` in a directory. It is closed to everybody else until `prepare` opens it: whoever could open it for writing
    /// now could write when it is believed.
    static func write(
        _ bytes: [UInt8],
        to name: String,
        in directory: FileDescriptor,
        prepare: (FileDescriptor) throws -> Void = { _ in }
    ) throws(FileRefusal) {
        let draft = "\(name).\(String(UInt64.random(in: 0...(.max)), radix: 36))"
        let file = try OwnDirectory.open(draft, in: directory, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        do {
            defer { try? file.close() }
            try file.writeAll(bytes)
            try prepare(file)
            guard fsync(file.rawValue) == 0, file_rename_at(directory.rawValue, draft, name) == 0 else {
                throw Errno(rawValue: errno)
            }
        } catch {
            _ = file_remove_at(directory.rawValue, draft)
            throw .system(error as? Errno ?? .ioError)
        }
    }
}
