extension DecodedBytes {
  /// Where a field's name is, behind which its value begins, and where that ends.
  struct Field {
    var name: Range<Int>
    var end: Int
  }

  /// The field that begins at `offset`.
  func field(at offset: Int, limit: Int) throws -> Field {
    let name = try textRange(at: offset, limit: limit)
    return Field(name: name, end: try end(of: name.upperBound, limit: limit))
  }

  /// The field of a name among those of one value. It is looked for behind the one that was read last, then in front of it.
  func find(_ name: String, in fields: Range<Int>) throws -> Field? {
    let expected = hint.fields == fields.lowerBound ? hint.field : fields.lowerBound
    if let field = try find(name, from: expected, to: fields.upperBound, limit: fields.upperBound) {
      return field
    }
    return try find(name, from: fields.lowerBound, to: expected, limit: fields.upperBound)
  }

  private func find(_ name: String, from start: Int, to end: Int, limit: Int) throws -> Field? {
    var offset = start
    while offset < end {
      let field = try field(at: offset, limit: limit)
      if try holds(name, at: field.name) {
        return field
      }
      offset = field.end
    }
    return nil
  }
}
