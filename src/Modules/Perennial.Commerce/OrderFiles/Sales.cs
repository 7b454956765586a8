using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Columns;

namespace Perennial.Commerce.OrderFiles;

/// <summary>The book closed: orders and returns in the reporting currency.</summary>
internal sealed class Sales : ISales
{
    private readonly BookPages pages;
    private readonly Dictionary<int, int> covered;
    private readonly List<ReturnFact> returned;
    private readonly List<int> returnLines;

    internal Sales(BookPages pages, Currency currency, Dictionary<int, int> covered,
        List<ReturnFact> returned, List<int> returnLines, IReadOnlyList<CurrencyTotal> otherCurrencies)
    {
        (this.pages, this.covered) = (pages, covered);
        (this.returned, this.returnLines) = (returned, returnLines);
        (Currency, OtherCurrencies) = (currency, otherCurrencies);
    }

    public IReadOnlyList<CurrencyTotal> OtherCurrencies { get; }

    public required long Orders { get; init; }

    public required long IdentifiedOrders { get; init; }

    public TextIndex Customers => pages.Customers;

    public Currency Currency { get; }

    public bool HasUnits => pages.HasUnits;

    public int CustomerCount => pages.Customers.Count;

    public int OrderSlots => pages.Documents.Count;

    public int ReturnCount => returned.Count;

    public int ReadOrders(ref int slot, int end, Span<OrderFact> into)
    {
        var count = 0;
        for (; slot < end && count < into.Length; slot++)
        {
            if (TryOrder(slot, out into[count]))
            {
                count++;
            }
        }

        return count;
    }

    private bool TryOrder(int slot, out OrderFact order)
    {
        ref var document = ref pages.Documents[slot];
        if (document.Sale <= 0)
        {
            order = default;
            return false;
        }

        var units = document.Units + (pages.LargeUnits.Count == 0 ? 0 : pages.LargeUnits.GetValueOrDefault(slot));
        order = new OrderFact(document.Customer, BookPages.Day(document.Moment), document.Sale, units,
            covered.Count == 0 ? OrderFact.NeverCovered : covered.GetValueOrDefault(slot, OrderFact.NeverCovered));
        return true;
    }

    public ReturnFact Return(int index) => returned[index];

    public IReadOnlyList<SalesGroup> GroupBy(OrderField dimension)
    {
        var index = pages.Dimensions.IndexOf(dimension);
        var groups = new Dictionary<int, GroupFacts>();
        GroupFacts Group(int code) => groups.TryGetValue(code, out var group)
            ? group
            : groups[code] = new GroupFacts(CustomerCount);

        if (RowBatch.IsOfLine(dimension))
        {
            SplitByLine(pages.Parts[index], Group);
        }
        else
        {
            for (var slot = 0; slot < OrderSlots; slot++)
            {
                if (TryOrder(slot, out var order))
                {
                    Group(pages.OrderCodes[index][slot]).Orders.Add(order);
                }
            }
        }

        SplitReturns(pages.ReturnCodes[index], RowBatch.IsOfLine(dimension) ? null : pages.OrderCodes[index], Group);
        var values = pages.Dimensions[index].Values;
        return [.. groups.Select(g => new SalesGroup(values[g.Key], g.Value))];
    }

    private void SplitByLine(Column<BookPages.Part> lines, Func<int, GroupFacts> group)
    {
        var order = new int[lines.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => (lines[a].Document, lines[a].Code, a)
            .CompareTo((lines[b].Document, lines[b].Code, b)));
        for (var i = 0; i < order.Length;)
        {
            var first = lines[order[i]];
            long micro = 0, units = 0;
            decimal exact = 0;
            for (; i < order.Length && lines[order[i]].Document == first.Document && lines[order[i]]
                .Code == first.Code; i++)
            {
                micro += lines[order[i]].Micro;
                exact += lines[order[i]].Exact;
                units += lines[order[i]].Units;
            }

            if (TryOrder(first.Document, out var whole) && BookPages.Round(micro, exact, Currency) is > 0 and var net)
            {
                group(first.Code).Orders.Add(whole with { Net = net, Units = units });
            }
        }
    }

    private void SplitReturns(Column<int> codes, Column<int>? orderCodes, Func<int, GroupFacts> group)
    {
        var byGroup = returnLines
            .Select(r => (Line: r, Code: codes[r] == 0 && orderCodes is not null ? orderCodes[pages.Returns[r].Document]
                : codes[r]))
            .GroupBy(r => (r.Code, pages.Returns[r.Line].Document, pages.Returns[r.Line].Day));
        foreach (var lines in byGroup)
        {
            var value = BookPages.Round(lines.Sum(l => pages.Returns[l.Line].Micro),
                lines.Sum(l => pages.Returns[l.Line].Exact), Currency);
            if (value > 0)
            {
                group(lines.Key.Code)
                    .Returns.Add(new ReturnFact(pages.Documents[lines.Key.Document].Customer, lines.Key.Day, value));
            }
        }
    }

}

internal sealed class GroupFacts(int customerCount) : ISalesFacts
{
    public List<OrderFact> Orders { get; } = [];

    public List<ReturnFact> Returns { get; } = [];

    public int CustomerCount => customerCount;

    public int OrderSlots => Orders.Count;

    public int ReturnCount => Returns.Count;

    public int ReadOrders(ref int slot, int end, Span<OrderFact> into)
    {
        var count = Math.Min(end - slot, into.Length);
        CollectionsMarshal.AsSpan(Orders).Slice(slot, count).CopyTo(into);
        slot += count;
        return count;
    }

    public ReturnFact Return(int index) => Returns[index];
}
