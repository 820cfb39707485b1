import ControlPlane
import DreyModel
import FoundationEssentials

/// Tells whether two submissions of a session's clients are the same, without a copy of either.
enum SubmissionDigest {
  /// Returns the SHA-256 of a submission: 64 hexadecimal digits.
  static func of(_ job: SessionJob) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding cannot fail: the job was decoded from JSON.
    return ContentHash.sha256(of: (try? encoder.encode(job)).map(Array.init) ?? [])
  }
}

extension JobSubmission {
  /// Bytes that it has as JSON.
  var encodedSize: Int { (try? JSONEncoder().encode(self).count) ?? 0 }
}
