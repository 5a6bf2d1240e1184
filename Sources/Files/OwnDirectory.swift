import CFiles
import FoundationEssentials
import Glibc
import SystemPackage

/// A directory of ours that nobody else may write, held open.
///
/// What lies in it is believed. So it, and each file in it, is judged by what was opened and not by a name, which
/// could lead elsewhere a moment later.
package struct OwnDirectory: ~Copyable {
    private let path: String
    private let descriptor: FileDescriptor

    /// Opens the directory at `path`. Links on the way are followed if they are root's, as systemd makes one for
    /// `CacheDirectory=`, or ours.
    ///
    /// - Throws: ``FileRefusal`` if there is none, or somebody else owns it or may write it.
    package init(_ path: String) throws(FileRefusal) {
        let descriptor = try Self.open(Self.withoutLinks(path), in: nil, O_RDONLY | O_DIRECTORY)
        do throws(FileRefusal) {
            try Self.check(descriptor, path)
        } catch {
            try? descriptor.close()
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        try? descriptor.close()
    }

    /// The bytes of the file `name`; `nil` if there is none.
    ///
    /// - Throws: ``FileRefusal`` also for a link, and for a file that somebody else owns or may write.
    package func read(_ name: String, maxBytes: Int) throws(FileRefusal) -> [UInt8]? {
        let file: FileDescriptor
        do {
            // A pipe would block without O_NONBLOCK.
            file = try Self.open(name, in: descriptor, O_RDONLY | O_NONBLOCK)
        } catch {
            if error == .missing { return nil }
            if error == .system(.tooManySymbolicLinkLevels) { throw .notRegular }
            throw error
        }
        defer { try? file.close() }
        try Self.check(file, "\(path)/\(name)")
        return try SmallFile.content(of: file, limit: maxBytes)
    }

    /// Writes the file `name` in the place of an earlier one: never half a file, whenever the power goes.
    package func write(_ bytes: [UInt8], to name: String) throws(FileRefusal) {
        try FileDraft.write(bytes, to: name, in: descriptor)
    }

    /// A link is not followed.
    static func open(
        _ name: String,
        in directory: FileDescriptor?,
        _ flags: Int32,
        mode: mode_t = 0
    ) throws(FileRefusal) -> FileDescriptor {
        let descriptor = file_open_at(directory?.rawValue ?? AT_FDCWD, name, flags | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(Errno(rawValue: errno)) }
        return FileDescriptor(rawValue: descriptor)
    }

    private static func check(_ descriptor: FileDescriptor, _ path: String) throws(FileRefusal) {
        let status: Stat
        do { status = try Stat(descriptor) } catch { throw .system(error) }
        guard status.userID.rawValue == geteuid(), status.permissions.isDisjoint(with: [.groupWrite, .otherWrite])
        else {
            let mode = UInt32(status.permissions.rawValue)
            throw .notOnlyOurs(path: path, owner: status.userID.rawValue, mode: mode)
        }
    }

    /// The most links on one path, as the kernel has it.
    private static let mostLinks = 40

    /// `path` with each link replaced by what it leads to.
    static func withoutLinks(_ path: String) throws(FileRefusal) -> String {
        let path = FilePath(path)
        var pending = Array(path.components.reversed())
        var resolved: FilePath = path.isAbsolute ? "/" : "."
        var links = 0
        do {
            while let component = pending.popLast() {
                let next = resolved.appending(component)
                let status = try Stat(next, flags: .symlinkNoFollow)
                guard status.type == .symbolicLink else {
                    resolved = next
                    continue
                }
                let owner = status.userID.rawValue
                guard owner == 0 || owner == geteuid() else {
                    throw FileRefusal.foreignLink(path: next.string, owner: owner)
                }
                links += 1
                guard links <= mostLinks else { throw Errno.tooManySymbolicLinkLevels }
                let target = FilePath(try FileManager.default.destinationOfSymbolicLink(atPath: next.string))
                if target.isAbsolute { resolved = "/" }
                pending += target.components.reversed()
            }
        } catch let refusal as FileRefusal {
            throw refusal
        } catch {
            throw .system(error as? Errno ?? .ioError)
        }
        return resolved.string
    }
}
