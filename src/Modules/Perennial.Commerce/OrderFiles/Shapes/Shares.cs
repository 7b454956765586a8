using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// Shares out the net value of an order among its lines, in proportion to what they cost. Shares are whole minor units
/// and add up to the order to the millionth, so that groups of products add up to revenue.
/// </summary>
internal sealed class Shares(OrderFileOptions options)
{
    private string lastCode = "";
    private long lastUnit = UnitOf(options.Currency ?? Currency.None);

    /// <summary>Turns the weights of lines into their shares.</summary>
    /// <param name="micro">The order's value in millionths, at least 0.</param>
    /// <param name="currency">Its currency code, as it will be read; empty for the shop's.</param>
    /// <param name="lines">Weights of the lines, each at least 0; at least one line. Their shares afterwards.</param>
    public void Of(long micro, ReadOnlySpan<char> currency, Span<long> lines)
    {
        Int128 total = 0;
        var last = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            total += lines[i];
            last = lines[i] > 0 ? i : last;
        }

        if (total == 0)
        {
            // Nothing says which line the value belongs to: it is the first one's.
            lines.Clear();
            lines[0] = micro;
            return;
        }

        var unit = Unit(currency);
        var units = micro / unit;
        Int128 weight = 0;
        long given = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            weight += lines[i];
            var upToHere = (long)(units * weight / total);
            lines[i] = (upToHere - given) * unit;
            given = upToHere;
        }

        lines[last] += micro - (units * unit);
    }

    private long Unit(ReadOnlySpan<char> currency)
    {
        if (!currency.SequenceEqual(lastCode))
        {
            lastCode = currency.ToString();
            lastUnit = UnitOf(Currency.TryParse(currency, out var known) ? known : options.Currency ?? Currency.None);
        }

        return lastUnit;
    }

    private static long UnitOf(Currency currency) => ExactDecimal.MicroPerOne / currency.MinorPerUnit;
}
