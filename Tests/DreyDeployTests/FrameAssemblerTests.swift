import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct FrameAssemblerTests {
  private let bodies: [[UInt8]] = [[1], Array(repeating: 7, count: 70_000), [2, 3]]

  @Test(arguments: [1, 3, 4, 5, 1000, 1_000_000]) func framesComeOutHoweverTheyAreCut(size: Int) throws {
    let bytes = try bodies.flatMap { try FrameAssembler.frame($0) }
    var assembler = FrameAssembler()
    var found: [[UInt8]] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      found += try assembler.add(Array(bytes[start..<min(bytes.count, start + size)]))
    }
    #expect(found == bodies)
  }

  @Test(arguments: [[0, 0, 0, 0], [255, 255, 255, 255], [1, 0, 0, 1]]) func impossibleLengthsAreRefused(
    header: [UInt8]
  ) {
    var assembler = FrameAssembler()
    #expect(throws: Failure.self) { try assembler.add(header) }
  }

  @Test func whatIsTooLongOrEmptyIsNotFramed() {
    #expect(throws: Failure.self) { try FrameAssembler.frame([]) }
    #expect(throws: Failure.self) {
      try FrameAssembler.frame([UInt8](repeating: 0, count: ControlFrame.maximumLength + 1))
    }
  }
}
