using Perennial.Commerce.Contract;
using Perennial.Kernel.Columns;

namespace Perennial.Commerce.OrderFiles;

/// <summary>The values of the dimensions that are kept, and of the currency, by number.</summary>
internal sealed class Dimensions
{
    private readonly List<Dimension> kept;
    private readonly TextIndex currencies = new();
    private const int CurrenciesMax = 250;
    private string lastCurrency = "";
    private int lastCurrencyNumber;

    public Dimensions(IEnumerable<OrderField> fields)
    {
        kept = [.. fields.Distinct().Select(f => new Dimension(f))];
        currencies.Number("");
    }

    public int Count => kept.Count;

    public Dimension this[int index] => kept[index];

    /// <summary>Index of a field's dimension.</summary>
    /// <exception cref="ArgumentException">The field was not asked for when the files were read.</exception>
    public int IndexOf(OrderField field)
    {
        var index = kept.FindIndex(d => d.Field == field);
        return index >= 0 ? index : throw new ArgumentException($"The dimension {field} was not kept.", nameof(field));
    }

    /// <summary>Number of a currency code; 0 is none.</summary>
    /// <returns>The code of what is wrong with it; null when it has a number.</returns>
    public string? TryCurrency(ReadOnlySpan<char> code, out int number)
    {
        number = lastCurrencyNumber;
        if (code.SequenceEqual(lastCurrency))
        {
            return null;
        }

        if (!Perennial.Kernel.Currency.TryParse(code, out var currency))
        {
            return "currency.unknown";
        }

        if (currencies.Count == CurrenciesMax)
        {
            return "currency.too_many";
        }

        lastCurrency = code.ToString();
        number = lastCurrencyNumber = currencies.Number(currency.Code);
        return null;
    }

    /// <summary>Codes by number; the first is none.</summary>
    public IEnumerable<string> CurrencyCodes => Enumerable.Range(0, currencies.Count).Select(i => currencies[i]);

    public string CurrencyCode(int number) => currencies[number];
}

/// <summary>The values of one field.</summary>
internal sealed class Dimension
{
    // Longer values are cut: they are names to group by, not texts to keep.
    private const int ValueCharsMax = 200;

    public Dimension(OrderField field)
    {
        Field = field;
        Values.Number("");
    }

    public OrderField Field { get; }

    /// <summary>Values by code; code 0 is blank.</summary>
    public TextIndex Values { get; } = new();

    public int Code(ReadOnlySpan<char> value) => Values.Number(value[..Math.Min(value.Length, ValueCharsMax)]);
}
