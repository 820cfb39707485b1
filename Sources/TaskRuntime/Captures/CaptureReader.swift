public import DreyModel

/// Tells what functions captured, so that it can be compared with what the same functions captured in another process.
public struct CaptureReader: Sendable {
  private let module: String

  /// - Parameter application: a type of the application's own; objects of its module are looked into.
  public init(application: Any.Type) {
    module = String(_typeName(application, qualified: true).prefix { $0 != "." })
  }

  /// Returns a sum of what a function captured, and what that captured; nil: nothing that can be compared.
  ///
  /// Equal values have equal sums in all processes of one executable. Not all that differs is found: objects of libraries,
  /// what is behind pointers, and the middle of what is very long are left out.
  public func captured<Function>(by function: Function) -> CapturedValues? {
    guard Self.isReliable else { return nil }
    return walk(function)
  }

  private func walk<Function>(_ function: Function) -> CapturedValues? {
    var walk = CaptureWalk(module: module)
    walk.add(function)
    return walk.digest.captured
  }

  /// Whether this release of the language lays out closures as it is believed to: a sample is found again.
  private static let isReliable = CaptureReader(application: CaptureSampleObject.self).findsSample()

  private func findsSample() -> Bool {
    let (number, object) = (CommandLine.arguments.count, CaptureSampleObject("text"))
    let value = CaptureSampleValue(number: number, choice: .text("some"), numbers: [number])
    let function: @Sendable (Int) -> Int = { $0 + number + object.text.utf8.count + value.sum }
    return walk(function)?.shown == [
      "Int '\(number)'", "text: String 'text'", "number: Int '\(number)'", "choice: String 'some'",
      "numbers: array of '1'", "numbers: Int '\(number)'",
    ]
  }
}

/// For the sample of ``CaptureReader``.
final class CaptureSampleObject: Sendable {
  let text: String

  @inline(never) init(_ text: String) { self.text = text }
}

/// For the sample of ``CaptureReader``.
struct CaptureSampleValue: Sendable {
  enum Choice: Sendable { case number(Int), text(String), nothing }

  let number: Int
  let choice: Choice
  let numbers: [Int]

  @inline(never) init(number: Int, choice: Choice, numbers: [Int]) {
    (self.number, self.choice, self.numbers) = (number, choice, numbers)
  }

  @inline(never) var sum: Int { if case .text = choice { number + numbers.count } else { number } }
}
