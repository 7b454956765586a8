namespace Perennial.Kernel;

/// <summary>A currency by its ISO 4217 code, or none where the source names none.</summary>
/// <param name="Code">Three upper-case letters, or empty for an unnamed currency.</param>
public readonly record struct Currency(string Code)
{
    /// <summary>No currency named: amounts still add up, shown with two decimals and no code.</summary>
    public static Currency None { get; } = new("");

    /// <summary>Decimals of the minor unit by ISO 4217: 2 unless listed, 0 (JPY) to 4 (CLF).</summary>
    public int Digits => Code switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI"
            or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };

    /// <summary>Minor units in one unit: 100 for two decimals.</summary>
    public long MinorPerUnit => Digits switch { 0 => 1, 3 => 1_000, 4 => 10_000, _ => 100 };

    public bool IsNone => string.IsNullOrEmpty(Code);

    /// <summary>Reads a code such as <c>eur</c> or <c> RON </c>; false unless it is three ASCII letters.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Currency currency)
    {
        text = text.Trim();
        currency = None;
        if (text.Length != 3 || text.ContainsAnyExcept(Letters))
        {
            return false;
        }

        currency = new Currency(text.ToString().ToUpperInvariant());
        return true;
    }

    public override string ToString() => Code;

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
