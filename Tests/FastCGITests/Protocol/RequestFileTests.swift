import Testing

@testable import FastCGI

@Suite("Request file")
struct RequestFileTests {
    private func variables(_ file: borrowing RequestFile, _ parameters: [UInt8]) throws -> [String] {
        let isPut = file.put(Record.request(id: 1, role: Role.responder, parameters: parameters))
        try #require(isPut)
        let request = FCGXRequest(from: file)
        return Environment(try #require(request)).variables
    }

    @Test("a short request after a long one is only itself")
    func nothingIsLeft() throws {
        FCGXRequest.initialiseLibrary()
        let file = try RequestFile()
        let long = FastCGIRequest.pair("LONG", String(repeating: "x", count: 40_000))
        #expect(try variables(file, long).count == 2)
        #expect(try variables(file, FastCGIRequest.pair("A", "1")) == ["FCGI_ROLE=RESPONDER", "A=1"])
    }

    @Test("the longest parameters have room, and more have none")
    func longest() throws {
        FCGXRequest.initialiseLibrary()
        let file = try RequestFile()
        let longest = RequestAssembler.maxParametersLength
        let pair = FastCGIRequest.pair("N", String(repeating: "x", count: longest - 6))
        #expect(pair.count == longest)
        #expect(try variables(file, pair).last?.utf8.count == longest - 4)
        let isPut = file.put([UInt8](repeating: 0, count: 80_000))
        #expect(!isPut)
    }
}
