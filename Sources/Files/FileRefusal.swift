import Glibc
package import SystemPackage
import Text

/// Why a file or a directory was not used.
package enum FileRefusal: Error, Hashable {
    /// The system said so.
    case system(Errno)
    /// Somebody else owns it, or may write it.
    case notOnlyOurs(path: String, owner: UInt32, mode: UInt32)
    /// On the way to it there is a link that somebody else made, and may turn elsewhere.
    case foreignLink(path: String, owner: UInt32)
    /// It is a link, a directory, a pipe or the like.
    case notRegular
    case tooLong(maxBytes: Int)

    /// There is none.
    package static let missing = FileRefusal.system(.noSuchFileOrDirectory)
}

extension FileRefusal: CustomStringConvertible {
    /// A few words, to stand behind the name of the file or what was expected of it.
    package var phrase: String {
        switch self {
        case .notRegular: "not a regular file"
        case .tooLong(let maxBytes): "longer than \(maxBytes) bytes"
        case .system, .notOnlyOurs, .foreignLink: description
        }
    }

    /// A clause for logs: whose it is, what mode it has, and what was expected.
    package var description: String {
        switch self {
        case .system(let reason): reason.description
        case .notOnlyOurs(let path, let owner, let mode):
            "\(path) belongs to user \(owner) and has mode \((mode & 0o7777).digits(radix: 8, atLeast: 4)): expected user \(geteuid()), as whom "
                + "this runs, and no write permission for group and others"
        case .foreignLink(let path, let owner):
            "\(path) is a link of user \(owner): expected one of root or of user \(geteuid()), as whom this runs"
        case .notRegular: "it is no regular file"
        case .tooLong(let maxBytes): "it is longer than \(maxBytes) bytes"
        }
    }
}
