import DreyModel

/// Unpacks a file of one member or several, as they come about if such files are appended to each other.
final class UnpackingReader {
  private let file: InputFile
  private let format: PackedFormat
  private let decompressor: any Decompressor
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  /// The bytes that have been read from the file and not yet been unpacked.
  private var input: Slice<UnsafeMutableRawBufferPointer>
  private var atMemberEnd = false

  init(_ file: InputFile, _ format: PackedFormat) {
    self.file = file
    self.format = format
    decompressor = format.makeDecompressor()
    input = buffer[..<0]
  }

  deinit { buffer.deallocate() }

  /// Unpacks what comes next, at most `bytes` in full; 0 means the end.
  /// - Throws: ``Failure`` that names the file if it ends within a member, or holds what is none.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    guard bytes.count > 0 else { return 0 }
    while true {
      if atMemberEnd, try !beginMember() { return 0 }
      let before = input.count
      let produced = try step(into: bytes)
      if produced > 0 { return produced }
      if atMemberEnd { continue }
      guard input.isEmpty else {
        guard input.count < before else { throw damaged("it does not go on") }
        continue
      }
      guard try refill() else { throw truncated() }
    }
  }

  private func step(into bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    do {
      let step = try decompressor.step(UnsafeRawBufferPointer(rebasing: input), into: bytes)
      input = input.dropFirst(step.consumed)
      atMemberEnd = step.isMemberEnd
      return step.produced
    } catch {
      throw failure(error)
    }
  }

  private func refill() throws(Failure) -> Bool {
    input = buffer[..<(try file.read(into: buffer))]
    return !input.isEmpty
  }

  /// - Returns: false if the file has ended.
  private func beginMember() throws(Failure) -> Bool {
    repeat {
      if format.allowsPadding { input = input.drop { $0 == 0 } }
      if let next = input.first {
        guard format.mayContinue(with: next) else { throw trailing() }
        do { try decompressor.beginMember() } catch { throw failure(error) }
        atMemberEnd = false
        return true
      }
    } while try refill()
    return false
  }

  private func failure(_ error: UnpackingError) -> Failure {
    switch error {
    case .damaged(let reason): damaged(reason)
    case .memory(let reason):
      Failure(
        .user, "'\(file.path)' cannot be unpacked: \(reason)",
        advice: "Pack it so that it takes less, such as by xz -6, or zstd without --long.",
        isPermanent: true)
    }
  }

  private func damaged(_ reason: String) -> Failure {
    Failure(
      .user, "'\(file.path)' cannot be unpacked: \(reason)", advice: "The file is damaged. \(copyAdvice)",
      isPermanent: true)
  }

  private func truncated() -> Failure {
    Failure(
      .user, "'\(file.path)' is truncated: it ends before its compressed content does", advice: copyAdvice,
      isPermanent: true)
  }

  private func trailing() -> Failure {
    Failure(
      .user, "'\(file.path)' holds something else behind its compressed content",
      advice: format == .zlib ? "Pack it anew." : "Only more of \(format.rawValue) may follow there; pack it anew.",
      isPermanent: true)
  }

  private var copyAdvice: String {
    "Copy or pack it anew" + (format.test.map { "; '\($0)' says whether it is whole." } ?? ".")
  }
}
