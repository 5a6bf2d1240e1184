import TestSupport
import Testing

@testable import bearerd

@Suite struct BuildTests {
    private static func build(_ commit: String?, linked: String, libfcgi: String?) -> Build {
        Build(
            version: "1.2.3",
            commit: commit,
            swift: "6.3.1",
            openSSL: Build.Library(linked: linked, built: "3.0.17"),
            libcurl: Build.Library(linked: "7.88.1", built: "7.88.1"),
            libcurlParts: ["OpenSSL/3.0.17", "zlib/1.2.13"],
            hiredis: "0.14.1",
            libfcgi: libfcgi
        )
    }

    @Test func aLineSaysWhatEachPartIs() {
        #expect(
            Self.build("c7830d5c-dirty", linked: "3.0.17", libfcgi: "/usr/lib/libfcgi.so.0.0.0").lines == [
                "bearerd 1.2.3", "commit c7830d5c-dirty", "Swift 6.3.1", "OpenSSL 3.0.17",
                "libcurl 7.88.1 (with OpenSSL/3.0.17 zlib/1.2.13)", "hiredis 0.14.1",
                "libfcgi /usr/lib/libfcgi.so.0.0.0",
            ]
        )
    }

    @Test func aLibraryThatIsAnotherThanWasBuiltAgainstIsTold() {
        let lines = Self.build("c7830d5c", linked: "3.0.18", libfcgi: nil).lines
        #expect(lines.contains("OpenSSL 3.0.18 (built against 3.0.17)"))
        #expect(lines.last == "libfcgi of an unknown file")
    }

    @Test func withoutMakeThereIsNoCommit() {
        let build = Self.build(nil, linked: "3.0.17", libfcgi: nil)
        #expect(!build.lines.contains { $0.hasPrefix("commit") })
        #expect(build.fields.map(\.name) == ["version", "swift", "openssl", "libcurl", "hiredis"])
    }

    @Test func ofThisProgramEverythingIsTold() throws {
        let build = Build.current
        #expect(build.swift.wholeMatch(of: /6\.\d+(\.\d+)?( or newer)?/) != nil)
        #expect(build.openSSL.linked.hasPrefix("3."))
        #expect(build.libcurl.linked.contains(/^\d+\.\d+\.\d+/))
        #expect(try #require(build.libfcgi).contains("/libfcgi.so."))
    }

    @Test func itsVersionIsThatOfThePackageAndOfTheLastChanges() throws {
        let version = Build.current.version
        #expect(try Repository.text(of: "debian/changelog").hasPrefix("bearerd (\(version)) "))
        let changes = try Repository.text(of: "CHANGELOG.md").split(separator: "\n").first { $0.hasPrefix("## ") }
        #expect(try #require(changes).hasPrefix("## \(version)"))
        #expect(try Repository.text(of: "docs/library.md").contains("from: \"\(version)\""))
    }
}
