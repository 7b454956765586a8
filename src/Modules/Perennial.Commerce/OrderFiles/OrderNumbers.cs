using Perennial.Kernel.Columns;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Finds the document of an order number. Shops count upwards, so a number that ends in digits and is greater than all
/// before it with the same beginning is new, which needs no look anywhere: it is appended to its run. Numbers out of
/// order and numbers of another kind go to a table. Each number is in one place only: in its run if it was the greatest
/// when it came, else in the table.
/// </summary>
internal sealed class OrderNumbers
{
    private const int RunsMax = 1_000;
    private const int DigitsMax = 18;

    private readonly Dictionary<string, Run> runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Run>.AlternateLookup<ReadOnlySpan<char>> runsByText;
    private readonly TextTable others = new();
    private string lastBeginning = "";
    private Run? lastRun;

    public OrderNumbers() => runsByText = runs.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Numbers of one beginning in ascending order, and the document of each.</summary>
    private sealed class Run
    {
        public Column<long> Numbers { get; } = new();

        public Column<int> Documents { get; } = new();
    }

    /// <summary>Whether a number is looked up in the table, so that fetching ahead is worth its while.</summary>
    public static bool IsOfTable(ReadOnlySpan<char> number) => number.IsEmpty || !char.IsAsciiDigit(number[^1]);

    /// <inheritdoc cref="TextTable.FetchSlot"/>
    public void FetchSlot(int hash) => others.FetchSlot(hash);

    /// <inheritdoc cref="TextTable.FetchText"/>
    public void FetchText(int hash) => others.FetchText(hash);

    /// <summary>The document of a number; 0 in a place of its own for a new one.</summary>
    /// <param name="number">The number, with the store before it where stores number for themselves.</param>
    /// <param name="hash">Its hash, or 0 where it was not computed ahead.</param>
    /// <param name="isNew">Whether it was not known before.</param>
    public ref int Find(ReadOnlySpan<char> number, int hash, out bool isNew)
    {
        if (Split(number, out var beginning, out var value) && RunOf(number[..beginning]) is { } run)
        {
            var last = run.Numbers.Count - 1;
            if (last < 0 || value > run.Numbers[last])
            {
                isNew = true;
                run.Numbers.Add(value);
                return ref run.Documents[run.Documents.Add(0)];
            }

            var place = value == run.Numbers[last] ? last : Search(run.Numbers, value);
            if (place >= 0)
            {
                isNew = false;
                return ref run.Documents[place];
            }
        }

        return ref others.Find(number, hash == 0 ? TextTable.Hash(number) : hash, out _, out isNew);
    }

    // The digits at the end without leading zeros: 00120 is the beginning 00 and the number 120, and nothing else is.
    private static bool Split(ReadOnlySpan<char> number, out int beginning, out long value)
    {
        beginning = number.Length;
        while (beginning > 0 && number.Length - beginning < DigitsMax && char.IsAsciiDigit(number[beginning - 1]))
        {
            beginning--;
        }

        while (beginning < number.Length && number[beginning] == '0')
        {
            beginning++;
        }

        value = 0;
        foreach (var digit in number[beginning..])
        {
            value = (value * 10) + (digit - '0');
        }

        return beginning < number.Length;
    }

    private Run? RunOf(ReadOnlySpan<char> beginning)
    {
        if (lastRun is not null && beginning.SequenceEqual(lastBeginning))
        {
            return lastRun;
        }

        if (!runsByText.TryGetValue(beginning, out var run))
        {
            if (runs.Count == RunsMax)
            {
                return null;
            }

            run = runs[beginning.ToString()] = new Run();
        }

        (lastBeginning, lastRun) = (beginning.ToString(), run);
        return run;
    }

    private static int Search(Column<long> numbers, long value)
    {
        var (low, high) = (0, numbers.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = numbers[middle];
            if (found == value)
            {
                return middle;
            }

            (low, high) = found < value ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
