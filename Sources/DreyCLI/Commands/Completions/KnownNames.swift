import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// Completes what only the target knows. Whatever fails there, nothing is proposed: a shell has no use for errors.
enum KnownNames {
  static let clusters = CompletionKind.custom { words, _, prefix in
    await names(words, prefix) { _ in true }
  }

  static let sessions = CompletionKind.custom { words, _, prefix in
    await names(words, prefix) { $0.mode == SessionMode.name }
  }

  static let jobs = CompletionKind.custom { words, _, prefix in
    let cluster = value(of: "--cluster", in: words)
    let found = await ask(words) { target in
      try await ClusterJobs.with(cluster: cluster, on: target) { try await $0.list() }
    }
    return (found ?? []).map(\.id.hex).filter { $0.hasPrefix(prefix) }
  }

  private static func names(
    _ words: [String], _ prefix: String, _ isMeant: @Sendable (ObservedCluster) -> Bool
  ) async -> [String] {
    let found = await ask(words) { try await $0.clusters(.all) }
    return Set((found ?? []).filter(isMeant).map(\.name)).filter { $0.hasPrefix(prefix) }.sorted()
  }

  /// - Returns: nil where it fails, or takes longer than somebody at a keyboard waits.
  private static func ask<R: Sendable>(
    _ words: [String], _ question: @escaping @Sendable (any Target) async throws -> R
  ) async -> R? {
    await withTaskGroup(of: R?.self) { group in
      group.addTask {
        try? await Targets.with(target(of: words), environment: ProcessInfo.processInfo.environment, question)
      }
      group.addTask {
        try? await Task.sleep(for: patience)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }

  private static let patience: Duration = .seconds(3)

  private static func target(of words: [String]) -> TargetName {
    value(of: "--target", in: words).flatMap(TargetName.init(rawValue:)) ?? .docker
  }

  /// What an option has in a command line that is not complete yet: `--name value` or `--name=value`.
  static func value(of option: String, in words: [String]) -> String? {
    for (index, word) in words.enumerated() {
      if word == option, words.indices.contains(index + 1) { return words[index + 1] }
      if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
    }
    return nil
  }
}
