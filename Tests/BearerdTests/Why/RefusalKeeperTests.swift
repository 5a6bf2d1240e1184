import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import Testing

@testable import bearerd

@Suite struct RefusalKeeperTests {
    private let memory = RefusalMemory()
    private let keeper: RefusalKeeper
    private static let key = Result { () throws(SigningKeyError) in try SigningKey.generate(.es256, keyID: "k1") }

    init() {
        keeper = RefusalKeeper(
            memory,
            sources: [.header, .cookie("token")],
            address: PublicAddress(),
            maxTokenBytes: 16_384,
            reading: 3
        )
    }

    private func keep(_ fields: HTTPFields, _ variables: [String: String] = ["REQUEST_ID": "a"]) -> RefusalRecord? {
        let request = Request(target: "/x?token=secret", headerFields: fields, metaVariables: variables)
        keeper.keep(request, Refusal(.tokenExpired), Response(status: .unauthorized), at: .now)
        guard case .kept(let record) = memory.refusal(of: "a") else { return nil }
        return record
    }

    private func token() throws -> String {
        try Self.key.get().sign(["iss": "https://issuer.example/", "sub": "alice"])
    }

    @Test func nothingOfASignatureAndNoQueryIsKept() throws {
        let token = try token()
        let proof = try Self.key.get().sign(
            ["jti": "1", "htm": "GET", "htu": "https://a.example/x", "iat": 1],
            header: ["typ": "dpop+jwt"]
        )
        var fields: HTTPFields = [.authorization: "DPoP \(token)"]
        fields[.dpop] = proof
        let record = try #require(keep(fields))
        var dump = ""
        Swift.dump(record, to: &dump)
        #expect(dump.contains(token.split(separator: ".")[1]))
        #expect(dump.contains(proof.split(separator: ".")[1]))
        for text in [token, proof] { #expect(!dump.contains(text.split(separator: ".")[2].prefix(8))) }
        #expect(!dump.contains("secret"))
        #expect(record.reading == 3)
    }

    @Test func ofATokenThatCannotBeToldFromOthersNothingIsKept() throws {
        var fields: HTTPFields = [.authorization: "Bearer \(try token())"]
        fields[.cookie] = "token=\(try token())"
        let record = try #require(keep(fields))
        #expect(record.presentation.token == nil)
    }

    @Test(arguments: [[:], ["REQUEST_ID": ""], ["REQUEST_ID": String(repeating: "a", count: 129)]])
    func whatCannotBeAskedAboutIsNotKept(variables: [String: String]) throws {
        #expect(keep([:], variables) == nil)
        #expect(memory.fill.count == 0)
    }

    @Test func aLongPathIsCut() throws {
        let request = Request(target: "/" + String(repeating: "x", count: 9_000), metaVariables: ["REQUEST_ID": "a"])
        keeper.keep(request, Refusal(.tokenMissing), Response(status: .unauthorized), at: .now)
        guard case .kept(let record) = memory.refusal(of: "a") else { throw CancellationError() }
        #expect(record.path.utf8.count == RefusalRecord.longestPath)
    }
}
