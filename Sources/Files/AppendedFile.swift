import CFiles
import Glibc
package import SystemPackage

/// A file of ours that lines are added to, held open: whatever becomes of its name, what is added goes into it.
package final class AppendedFile: Sendable {
    private let descriptor: FileDescriptor

    /// Opens the file at `path`, and makes it, with mode 0640 whatever the umask, where there is none.
    ///
    /// Links on the way are followed if they are root's or ours. The file itself is none: in a directory that others may write,
    /// one could lead anywhere.
    /// - Throws: ``FileRefusal`` also for what is no regular file, or belongs to somebody else than root and us, or that
    ///   everybody may write.
    package init(_ path: String) throws(FileRefusal) {
        let path = FilePath(path)
        guard let name = path.lastComponent else { throw .notRegular }
        let above = path.removingLastComponent()
        let directory = try OwnDirectory.open(
            OwnDirectory.withoutLinks(above.isEmpty ? "." : above.string),
            in: nil,
            O_RDONLY | O_DIRECTORY
        )
        defer { try? directory.close() }
        descriptor = try Self.open(name.string, in: directory)
        try Self.check(descriptor, path.string)
    }

    /// What is open already.
    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    deinit {
        try? descriptor.close()
    }

    private static func open(_ name: String, in directory: FileDescriptor) throws(FileRefusal) -> FileDescriptor {
        // A pipe without a reader would block without O_NONBLOCK.
        let flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY
        do throws(FileRefusal) {
            let made = try OwnDirectory.open(name, in: directory, flags | O_CREAT | O_EXCL, mode: 0o640)
            guard fchmod(made.rawValue, 0o640) == 0 else {
                let reason = Errno(rawValue: errno)
                try? made.close()
                throw FileRefusal.system(reason)
            }
            return made
        } catch {
            guard error == .system(.fileExists) else { throw error }
        }
        do throws(FileRefusal) { return try OwnDirectory.open(name, in: directory, flags) } catch {
            // A link, and a socket or a pipe that nobody reads.
            let others: [FileRefusal] = [.system(.tooManySymbolicLinkLevels), .system(.noSuchAddressOrDevice)]
            throw others.contains(error) ? .notRegular : error
        }
    }

    private static func check(_ descriptor: FileDescriptor, _ path: String) throws(FileRefusal) {
        let status: Stat
        do { status = try Stat(descriptor) } catch { throw .system(error) }
        guard status.type == .regular else { throw .notRegular }
        let owner = status.userID.rawValue
        guard owner == 0 || owner == geteuid(), !status.permissions.contains(.otherWrite) else {
            throw .notOnlyOurs(path: path, owner: owner, mode: UInt32(status.permissions.rawValue))
        }
    }

    /// Adds all of `bytes`, or nothing: what a disk that is full took of them is taken away again.
    package func append(_ bytes: ArraySlice<UInt8>) throws(Errno) {
        let before = try? Stat(descriptor).size
        do { try descriptor.writeAll(bytes) } catch {
            if let before, let after = try? Stat(descriptor).size, after > before {
                try? descriptor.resize(to: before)
            }
            throw error as? Errno ?? .ioError
        }
    }
}
