import Benchmark

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.instructions, .wallClock, .cpuTotal],
        warmupIterations: 100,
        scalingFactor: .kilo,
        maxDuration: .seconds(2)
    )
    do {
        try parameterBenchmarks()
        try tokenBenchmarks()
        try encryptionBenchmarks()
        try verificationBenchmarks()
        try proofBenchmarks()
        try hostileBenchmarks()
    } catch {
        fatalError("the benchmarks cannot be set up: \(error)")
    }
}
