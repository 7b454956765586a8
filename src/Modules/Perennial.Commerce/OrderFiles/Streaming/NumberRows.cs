using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>
/// Puts the rows of one number together into orders, by the rules of the <see cref="OrderBook"/>: a number is one order
/// within its store and its currency, a row that leaves the store blank is of the order last seen, and an order that its
/// source tells whole for a second time replaces the first.
/// </summary>
internal sealed class NumberRows(string file, bool hasStores, bool isMended, ProblemTally conflicts)
{
    private const char Separator = '\u001F';

    private readonly List<OrderDraft> drafts = [];
    private readonly Dictionary<string, int> byStore = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Draft, string Currency), int> inOtherCurrency = [];
    private readonly HashSet<int> withoutStore = [];
    private int last;

    /// <summary>The orders of some rows, all that the text has of their number.</summary>
    public IEnumerable<FileOrder> Orders(List<RowContent> rows)
    {
        Clear();
        foreach (var row in CollectionsMarshal.AsSpan(rows))
        {
            drafts[Find(row)].Add(row);
        }

        return drafts.Where(d => !d.IsReplaced).Select(d => d.Finish(file, isMended));
    }

    /// <summary>The order of a row that has no number.</summary>
    public FileOrder Alone(RowContent row, string key)
    {
        var draft = new OrderDraft(row, key, hasParent: false);
        draft.Add(row);
        return draft.Finish(file, isMended);
    }

    private void Clear()
    {
        drafts.Clear();
        byStore.Clear();
        inOtherCurrency.Clear();
        withoutStore.Clear();
        last = -1;
    }

    private int Find(RowContent row)
    {
        ref var found = ref Look(row);
        if (found < 0)
        {
            found = Open(row, null);
            last = found;
            return found;
        }

        if (row.BeginsOrder)
        {
            return Replace(ref found, row);
        }

        var draft = drafts[found];
        if (row.Currency is not null && draft.Currency is not null && row.Currency != draft.Currency)
        {
            Note("order.several_currencies", row);
            if (inOtherCurrency.TryGetValue((found, row.Currency), out var other))
            {
                Join(drafts[other], row);
                return other;
            }

            return inOtherCurrency[(found, row.Currency)] = Open(row, draft.Key + Separator + Separator + row.Currency);
        }

        Join(draft, row);
        return found;
    }

    // Where the draft of a row stands, or will: its store's, or for a row without one the last of its number.
    private ref int Look(RowContent row)
    {
        if (!hasStores || row.KeyStore is null)
        {
            if (last < 0 && hasStores)
            {
                withoutStore.Add(drafts.Count);
            }

            return ref last;
        }

        ref var exact = ref CollectionsMarshal.GetValueRefOrAddDefault(byStore, row.KeyStore, out var isKnown);
        if (!isKnown)
        {
            exact = last >= 0 && withoutStore.Remove(last) ? last : -1;
        }

        last = exact >= 0 ? exact : drafts.Count;
        return ref exact;
    }

    private int Replace(ref int found, RowContent row)
    {
        drafts[found].IsReplaced = true;
        Note("order.told_twice", row);
        found = Open(row, null);
        if (hasStores && row.KeyStore is null)
        {
            withoutStore.Add(found);
        }

        last = found;
        return found;
    }

    private int Open(RowContent row, string? key)
    {
        drafts.Add(new OrderDraft(row, key ?? row.Number!, hasParent: key is not null));
        return drafts.Count - 1;
    }

    private void Join(OrderDraft draft, RowContent row)
    {
        if (draft.Join(row) is { } conflict)
        {
            Note(conflict, row);
        }

        if (draft.NotesTime(row))
        {
            Note("order.several_times", row);
        }
    }

    private void Note(string code, RowContent row)
    {
        if (conflicts.Add(code))
        {
            conflicts.Example(new FileProblem(code, file, row.Line.Line, Value: row.Number));
        }
    }
}
