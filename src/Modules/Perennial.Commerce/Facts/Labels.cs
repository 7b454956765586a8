using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Facts;

/// <summary>Values of stores, channels, sellers and countries by dense numbers, which stay as long as the process lives.</summary>
internal sealed class Labels
{
    private static readonly OrderField[] Dimensions = [OrderField.Store, OrderField.Channel, OrderField.Seller, OrderField.Country];

    private readonly Lock gate = new();
    private readonly Dictionary<string, int>[] numbers =
        [.. Dimensions.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 0 })];
    private readonly List<string>[] values = [.. Dimensions.Select(_ => new List<string> { "" })];

    // Several readings go on at once: what is seen last is replaced whole.
    private readonly Seen[] last = [.. Dimensions.Select(_ => new Seen("", 0))];
    private string lastCurrency = "";

    private sealed record Seen(string Text, int Number);

    /// <summary>The number of a row's label.</summary>
    public int Of(int dimension, DbRow row, int column)
    {
        // Most rows are alike in this: the text is only made where it differs from the last one.
        if (row.IsNull(column))
        {
            return 0;
        }

        var before = last[dimension];
        if (row.TextIs(column, before.Text))
        {
            return before.Number;
        }

        var text = row.Text(column);
        lock (gate)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers[dimension], text, out var known);
            if (!known)
            {
                number = values[dimension].Count;
                values[dimension].Add(text);
            }

            last[dimension] = new Seen(text, number);
            return number;
        }
    }

    /// <summary>The currency of a row, the same object as long as it does not change.</summary>
    public string Currency(DbRow row)
    {
        var before = lastCurrency;
        return row.TextIs(4, before) ? before : lastCurrency = row.Text(4);
    }

    /// <summary>The values of a dimension by number.</summary>
    public IReadOnlyList<string> Values(OrderField dimension)
    {
        lock (gate)
        {
            return [.. values[Array.IndexOf(Dimensions, dimension)]];
        }
    }
}
