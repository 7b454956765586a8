using System.Diagnostics.CodeAnalysis;

namespace Perennial.Kernel.Ids;

/// <summary>
/// Ids as people and programs outside see them: what the thing is, an underscore, and 26 characters of Crockford's base 32
/// (<c>cus_01jmz3…</c>), which sort as the ids do.
/// </summary>
public static class PublicId
{
    private const int BodyLength = 26;
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Writes an id.</summary>
    /// <param name="prefix">What it is an id of: <c>cus</c>, <c>ord</c>.</param>
    /// <param name="id">The id.</param>
    public static string Write(string prefix, Guid id) => string.Create(prefix.Length + 1 + BodyLength, (prefix, id), static (text, from) =>
    {
        from.prefix.CopyTo(text);
        text[from.prefix.Length] = '_';
        Span<byte> bytes = stackalloc byte[16];
        from.id.TryWriteBytes(bytes, bigEndian: true, out _);
        var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        for (var at = text.Length - 1; at > from.prefix.Length; at--)
        {
            text[at] = Digits[(int)(uint)(number & 31)];
            number >>= 5;
        }
    });

    /// <summary>Reads an id; false for anything that <see cref="Write"/> would not have written, other than in capitals.</summary>
    public static bool TryRead(string prefix, [NotNullWhen(true)] string? text, out Guid id)
    {
        id = default;
        if (text is null || text.Length != prefix.Length + 1 + BodyLength || text[prefix.Length] != '_' ||
            !text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        UInt128 number = 0;
        var body = text.AsSpan(prefix.Length + 1);

        // 26 digits hold 130 bits; the first may not use the two that a Guid has no room for.
        if (Digits.IndexOf(char.ToLowerInvariant(body[0]), StringComparison.Ordinal) is < 0 or > 7)
        {
            return false;
        }

        foreach (var character in body)
        {
            var digit = Digits.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            number = unchecked((number << 5) | (uint)digit);
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        id = new Guid(bytes, bigEndian: true);
        return true;
    }
}
