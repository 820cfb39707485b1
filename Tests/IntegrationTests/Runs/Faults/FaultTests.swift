import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// The engine refuses, loses or delays a call. Whichever call it is, and whatever happens to it: the work is done all
  /// the same, or the error names the call; and nothing is left.
  @Suite(.serialized, .timeLimit(.minutes(20))) struct Faults {
    /// `make faults`: every kind of fault, at every single call, in every mode.
    private static let areAll = ProcessInfo.processInfo.environment["DREY_FAULTS"] == "all"

    @Test(arguments: areAll ? FaultedWork.allCases : [.application, .session])
    func everyCallMayFail(work: FaultedWork) async throws {
      let kinds: [EngineFault.Kind] =
        Self.areAll ? [.error, .errorAfter, .closed, .closedAfter] : [.error, .closedAfter]
      try await Self.inject(kinds, into: work, atEachOccurrence: Self.areAll, width: 4)
    }

    @Test(arguments: areAll ? FaultedWork.allCases : [.application]) func everyCallMayStall(
      work: FaultedWork
    ) async throws {
      try await Self.inject([.stall], into: work, atEachOccurrence: false, width: 40)
    }

    /// The calls are those of a run without a fault, so that none can be forgotten.
    private static func inject(
      _ kinds: [EngineFault.Kind], into work: FaultedWork, atEachOccurrence: Bool, width: Int
    ) async throws {
      try await Runs.prepareScenarios()
      try await Runs.withScratch { folder in
        let executable = try freshExecutable(in: folder)
        let recorded = try await work.perform(nil, executable: executable, in: folder)
        try #require(work.isDone(recorded.run), "\(recorded.run.messages)")
        let counts = Dictionary(recorded.calls.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(counts.count > 12 && counts.keys.contains { "\($0)" == "POST /containers/{}/start" }, "\(counts)")
        let faults = counts.sorted { "\($0.key)" < "\($1.key)" }.flatMap { call, count in
          (atEachOccurrence ? Array(1...count) : [1]).flatMap { occurrence in
            kinds.map { EngineFault(call: call, occurrence: occurrence, kind: $0) }
          }
        }
        let errors = try await sideBySide(faults, width: width) { try await check($0, work, executable, folder) }
        if areAll {
          print("\(work): \(faults.count) faults, errors:\n\(errors.compactMap(\.self).joined(separator: "\n"))")
        }
        try await removeImages(named: recorded.run)
      }
    }

    /// - Returns: the fault and the error, where the work is not done.
    private static func check(
      _ fault: EngineFault, _ work: FaultedWork, _ executable: String, _ folder: String
    ) async throws -> String? {
      let builds = fault.call.pattern == "/build"
      let outcome = try await work.perform(
        fault, executable: builds ? try freshExecutable(in: folder) : executable, in: folder)
      let run = outcome.run
      // Whoever waits until nothing is left asks more or less often.
      #expect(
        !outcome.isUnharmed || fault.occurrence > 1 && fault.call.method == "GET", "\(work): \(fault) never came about")
      let isNamed = run.messages.contains { fault.call.isNamed(in: $0) || $0.contains("no Docker engine answered") }
      #expect(
        work.isDone(run) || run.exitCode == .infrastructure && isNamed,
        "\(work): \(fault): \(run.termination) \(run.records) \(run.messages)")
      if builds { try await removeImages(named: run) }
      return work.isDone(run) ? nil : "\(fault): \(run.messages.first { $0.hasPrefix("error:") } ?? "?")"
    }

    /// A copy of the scenarios whose image no engine has.
    private static func freshExecutable(in folder: String) throws -> String {
      let path = "\(folder)/scenarios-\(UInt32.random(in: 0 ... .max))"
      var bytes = try Data(contentsOf: URL(filePath: Runs.scenarios))
      bytes.append(contentsOf: path.utf8)
      try bytes.write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      return path
    }

    /// Removes the images that a run says it built, if it did.
    private static func removeImages(named run: DreyRun) async throws {
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      for message in run.messages where message.contains("building drey/application") {
        guard let tag = message.split(separator: " ").last else { continue }
        do { try await engine.images.remove(String(tag), force: true) } catch let error as DockerEngineError
          where error.isNotFound
        {}
      }
    }

    /// No more than `width` at the same time.
    private static func sideBySide<Element: Sendable, R: Sendable>(
      _ elements: [Element], width: Int, _ body: @escaping @Sendable (Element) async throws -> R
    ) async throws -> [R] {
      try await withThrowingTaskGroup(of: R.self) { group in
        var results: [R] = []
        for (index, element) in elements.enumerated() {
          if index >= width, let result = try await group.next() { results.append(result) }
          group.addTask { try await body(element) }
        }
        for try await result in group { results.append(result) }
        return results
      }
    }
  }
}
