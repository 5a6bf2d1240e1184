import Benchmark
import JOSE

func tokenBenchmarks() throws {
    let specimen = try Specimen()
    Benchmark("token: parse") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try CompactJWS(specimen.token)) }
    }
    Benchmark("token: validate, seen before") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try await specimen.remembering.validate(specimen.token, at: .now))
        }
    }
    Benchmark("token: validate, new") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try await specimen.forgetting.validate(specimen.token, at: .now))
        }
    }
}
