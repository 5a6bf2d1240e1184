import Glibc
import SystemPackage

/// A file that one program writes and another reads: replaced as a whole, so that nobody ever reads half of it, and by one writer
/// at a time.
package struct SharedFile: Sendable {
    private let path: FilePath

    /// The file at `path`. Links are followed if they are root's or ours: what they lead to is replaced, not they.
    ///
    /// - Throws: ``FileRefusal`` for a way there that others may turn elsewhere.
    package init(_ path: String) throws(FileRefusal) {
        do throws(FileRefusal) { self.path = FilePath(try OwnDirectory.withoutLinks(path)) } catch {
            guard error == .missing else { throw error }
            let path = FilePath(path)
            guard let name = path.lastComponent else { throw .notRegular }
            let above = path.removingLastComponent()
            self.path = FilePath(try OwnDirectory.withoutLinks(above.isEmpty ? "." : above.string)).appending(name)
        }
    }

    /// Replaces the content by what `change` makes of it. Who else wants to change it waits meanwhile.
    ///
    /// Owner, group and mode stay; a file that is new belongs to the group of its directory, with mode 0640.
    /// - Parameters:
    ///   - maxBytes: A longer file is not read.
    ///   - change: The new content; `nil` to leave the file as it is. It is given `nil` where there is no file.
    /// - Throws: ``FileRefusal``, or what `change` throws.
    package func replace(maxBytes: Int, _ change: ([UInt8]?) throws -> [UInt8]?) throws {
        guard let name = path.lastComponent?.string else { throw FileRefusal.notRegular }
        let above = path.removingLastComponent()
        let directory = try OwnDirectory.open(above.isEmpty ? "." : above.string, in: nil, O_RDONLY | O_DIRECTORY)
        defer { try? directory.close() }
        guard flock(directory.rawValue, LOCK_EX) == 0 else { throw FileRefusal.system(Errno(rawValue: errno)) }
        let (content, status) = try read(name, in: directory, maxBytes: maxBytes)
        guard let bytes = try change(content) else { return }
        try FileDraft.write(bytes, to: name, in: directory) { try Self.own($0, like: status, in: directory) }
        // The file is there for everybody; whether it still is after a loss of power is what this decides.
        _ = fsync(directory.rawValue)
    }

    private func read(
        _ name: String,
        in directory: FileDescriptor,
        maxBytes: Int
    ) throws(FileRefusal) -> ([UInt8]?, Stat?) {
        let file: FileDescriptor
        do throws(FileRefusal) { file = try OwnDirectory.open(name, in: directory, O_RDONLY | O_NONBLOCK) } catch {
            guard error == .missing else { throw error }
            return (nil, nil)
        }
        defer { try? file.close() }
        let content = try SmallFile.content(of: file, limit: maxBytes)
        do { return (content, try Stat(file)) } catch { throw .system(error) }
    }

    /// Whoever may read the file now may read it afterwards: it is of no use to a process that may not.
    private static func own(_ file: FileDescriptor, like earlier: Stat?, in directory: FileDescriptor) throws {
        let (made, place) = (try Stat(file), try Stat(directory))
        let owner = earlier?.userID ?? made.userID
        let group = earlier?.groupID ?? place.groupID
        if owner != made.userID || group != made.groupID {
            guard fchown(file.rawValue, owner.rawValue, group.rawValue) == 0 else { throw Errno(rawValue: errno) }
        }
        let mode = mode_t(earlier?.permissions.rawValue ?? 0o640)
        guard fchmod(file.rawValue, mode) == 0 else { throw Errno(rawValue: errno) }
    }
}
