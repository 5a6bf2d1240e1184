import CBuild
import Fetching
import FoundationEssentials
import OpenSSL
import SharedStore

/// What serves, and what it was built of.
struct Build: Sendable {
    /// A library of this machine's, which may be another one than was built against.
    struct Library: Sendable {
        /// The version at run time.
        let linked: String
        /// That of the headers.
        let built: String
    }

    let version: String
    /// With `-dirty` behind it if files that git knows were changed; `nil` where `make` did not build it, in a clone.
    let commit: String?
    let swift: String
    let openSSL: Library
    let libcurl: Library
    /// What libcurl is made of.
    let libcurlParts: [String]
    /// That of the headers: the library does not tell its own.
    let hiredis: String
    /// The file, as libfcgi does not tell its version; `nil` where it cannot be told.
    let libfcgi: String?

    /// This program.
    static let current = Build(
        version: "0.2.0",
        commit: text { bearerd_commit_byte($0) },
        swift: text { bearerd_swift_byte($0) } ?? compiler,
        openSSL: Library(linked: OpenSSLVersion.linked, built: OpenSSLVersion.built),
        libcurl: Library(linked: LibcurlVersion.linked, built: LibcurlVersion.built),
        libcurlParts: LibcurlVersion.parts,
        hiredis: HiredisVersion.built,
        libfcgi: text { bearerd_libfcgi_byte($0) }.map { URL(filePath: $0).resolvingSymlinksInPath().path }
    )

    /// As far as a compiler tells its version to what it compiles.
    private static var compiler: String {
        #if compiler(>=6.4)
            "6.4 or newer"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    private static func text(_ byte: (Int) -> UInt8) -> String? {
        var bytes: [UInt8] = []
        while case let next = byte(bytes.count), next != 0 { bytes.append(next) }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}

extension Build {
    /// What `--version` prints.
    var lines: [String] {
        let parts = libcurlParts.isEmpty ? nil : "with \(libcurlParts.joined(separator: " "))"
        return ["bearerd \(version)"] + (commit.map { ["commit \($0)"] } ?? []) + [
            "Swift \(swift)",
            "OpenSSL \(openSSL.text())",
            "libcurl \(libcurl.text(parts))",
            "hiredis \(hiredis)",
            "libfcgi \(libfcgi ?? "of an unknown file")",
        ]
    }

    /// What programs are told, each under the name that log, metrics and status have for it.
    var fields: [(name: String, text: String)] {
        [
            ("version", version), ("commit", commit), ("swift", swift), ("openssl", openSSL.linked),
            ("libcurl", libcurl.linked), ("hiredis", hiredis),
        ].compactMap { name, text in text.map { (name, $0) } }
    }
}

extension Build.Library {
    fileprivate func text(_ more: String? = nil) -> String {
        let notes = [linked == built ? nil : "built against \(built)", more].compactMap(\.self)
        return notes.isEmpty ? linked : "\(linked) (\(notes.joined(separator: "; ")))"
    }
}
