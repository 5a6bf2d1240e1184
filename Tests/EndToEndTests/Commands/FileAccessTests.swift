import Foundation
import Testing

@testable import bearerd

/// The verdict about a file is held against a process that has the group and no privilege.
@Suite("What a group can do with files")
struct FileAccessTests {
    /// Of a user that is nobody, if the tests can become one; their own otherwise.
    private static let group = geteuid() == 0 ? 64_111 : UInt64(getegid())

    @Test("files of the system")
    func system() async throws {
        let paths = [
            "/etc/passwd", "/etc/shadow", "/etc/gshadow", "/etc/ssl/private", "/etc/ssl/private/x", "/root", "/root/x",
            "/proc/1/environ", "/etc/mtab", "/dev/null", "/var/lib/apt/lists/partial/x", "/nowhere", "/etc/passwd/x",
            "/",
            "/etc/../etc/./passwd",
        ]
        try await expectTruth(of: paths)
    }

    @Test("files in directories of every kind, by themselves and through links")
    func ownerGroupAndMode() async throws {
        try await withTemporaryFolder { folder in
            try setMode(0o711, folder)
            var paths: [String] = []
            for (index, directoryMode) in [0o755, 0o700, 0o710, 0o701, 0o770, 0o750].enumerated() {
                for (suffix, group) in [("own", Self.group), ("other", 0)] {
                    let directory = "\(folder)/\(index)-\(suffix)"
                    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
                    paths += try files(in: directory)
                    try setMode(directoryMode, directory, group)
                    try link("\(directory)-absolute", to: directory)
                    try link("\(directory)-relative", to: "../\(folder.dropFirst(5))/./\(index)-\(suffix)")
                    paths += ["\(directory)-absolute/640-own", "\(directory)-relative/640-own", directory]
                }
            }
            try link("\(folder)/loop", to: "loop")
            try await expectTruth(of: paths + ["\(folder)/loop", "\(folder)/loop/x"])
        }
    }

    private func files(in directory: String) throws -> [String] {
        try [0o600, 0o640, 0o644, 0o604, 0o660, 0o440, 0].flatMap { mode in
            try [("own", Self.group), ("other", 0)].map { suffix, group in
                let path = "\(directory)/\(String(mode, radix: 8))-\(suffix)"
                try "x".write(toFile: path, atomically: false, encoding: .utf8)
                try setMode(mode, path, group)
                return path
            }
        }
    }

    private func setMode(_ mode: Int, _ path: String, _ group: UInt64 = 0) throws {
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
        if geteuid() == 0 { attributes[.groupOwnerAccountID] = Int(group) }
        try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    private func expectTruth(of paths: [String]) async throws {
        let script = #"for path; do [ -r "$path" ] && echo yes || echo no; done"#
        let user = ["setpriv", "--reuid=64112", "--regid=\(Self.group)", "--clear-groups", "--no-new-privs"]
        let command = (geteuid() == 0 ? user : []) + ["sh", "-c", script, "sh"] + paths
        let truth = try await Program(command: command).run().output.split(separator: "\n")
        try #require(truth.count == paths.count)
        let access = FileAccess(group: Self.group)
        for (path, isReadable) in zip(paths, truth) {
            let obstacle = access.obstacle(to: path, need: .read)
            #expect((obstacle == nil) == (isReadable == "yes"), "\(path): \(obstacle?.reason ?? "no obstacle")")
        }
    }
}
