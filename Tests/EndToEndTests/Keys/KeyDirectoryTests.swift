import Foundation
import Testing

/// Keys that an earlier run has stored: they serve while the issuer is down, if nobody else can have put them there.
@Suite("Keys on disk")
struct KeyDirectoryTests {
    /// What happens to the directory between two runs.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the log says of it; `nil` where the keys are good.
        let refusal: String?
        /// Gives back the path that is set.
        let apply: @Sendable (_ directory: String) throws -> String
    }

    static let changes = [
        Change(testDescription: "none", refusal: nil) { $0 },
        Change(testDescription: "a link of ours", refusal: nil) { directory in
            try FileManager.default.createSymbolicLink(atPath: "\(directory)-link", withDestinationPath: directory)
            return "\(directory)-link"
        },
        Change(testDescription: "everybody may write it", refusal: "has mode 0777") { directory in
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory)
            return directory
        },
        Change(testDescription: "its group may write a file", refusal: "has mode 0660") { directory in
            for file in try FileManager.default.contentsOfDirectory(atPath: directory) {
                try FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: "\(directory)/\(file)")
            }
            return directory
        },
        Change(testDescription: "a file is a link", refusal: "it is no regular file") { directory in
            for file in try FileManager.default.contentsOfDirectory(atPath: directory) {
                let path = "\(directory)/\(file)"
                try FileManager.default.moveItem(atPath: path, toPath: "\(directory)-\(file)")
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(directory)-\(file)")
            }
            return directory
        },
    ]

    @Test("they serve only where nobody else can have put them", arguments: changes)
    func storedKeys(change: Change) async throws {
        try await withTemporaryFolder { folder in
            let directory = "\(folder)/keys"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            var configuration = DeploymentConfiguration(settings: ["JWKS_CACHE_DIR": directory, "JWKS_TIMEOUT": "1s"])
            // Both runs have one issuer, and with it one port.
            configuration.port = try LocalSocket.freePort()
            let token = try await withDeployment(configuration) { deployment in
                try await waitUntil("the keys are stored") {
                    try FileManager.default.contentsOfDirectory(atPath: directory).contains { $0.hasSuffix(".json") }
                }
                return try await deployment.token()
            }
            configuration.settings["JWKS_CACHE_DIR"] = try change.apply(directory)
            configuration.startsIssuer = false
            configuration.readiness = "/healthz"
            try await withDeployment(configuration) { deployment in
                let answer = try await deployment.http.get("/api/private", token: token)
                #expect(answer.status == (change.refusal == nil ? 200 : 503))
                if let refusal = change.refusal { _ = try await deployment.log(with: refusal) }
            }
        }
    }
}
