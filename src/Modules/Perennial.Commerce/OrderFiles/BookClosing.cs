using Perennial.Commerce.Contract;
using Perennial.Kernel;

namespace Perennial.Commerce.OrderFiles;

/// <summary>Rounds, links returns to their orders and sorts out other currencies.</summary>
internal sealed class BookClosing(BookPages pages, Currency currency)
{
    private const int DocumentsAtOnce = 1 << 16;

    private readonly Currency[] currencies = [currency, .. pages.Dimensions.CurrencyCodes.Skip(1).Select(code => new Currency(code))];

    private readonly Dictionary<byte, (long Orders, long Sales, long Returns)> others = [];

    /// <summary>What one stretch of documents adds up to.</summary>
    private sealed class Tally
    {
        public long Orders { get; set; }

        public long Identified { get; set; }

        /// <summary>Orders and their value in other currencies.</summary>
        public Dictionary<byte, (long Orders, long Sales)> Others { get; } = [];
    }

    public Sales Close()
    {
        var total = new Tally();
        var gate = new Lock();
        Parallel.For(0, (pages.Documents.Count + DocumentsAtOnce - 1) / DocumentsAtOnce, () => new Tally(), (stretch, _, tally) =>
        {
            var end = Math.Min(pages.Documents.Count, (stretch + 1) * DocumentsAtOnce);
            for (var d = stretch * DocumentsAtOnce; d < end; d++)
            {
                pages.Documents[d].Sale = Net(d, tally);
            }

            return tally;
        }, tally =>
        {
            lock (gate)
            {
                total.Orders += tally.Orders;
                total.Identified += tally.Identified;
                foreach (var (number, other) in tally.Others)
                {
                    var sum = others.GetValueOrDefault(number);
                    others[number] = (sum.Orders + other.Orders, sum.Sales + other.Sales, 0);
                }
            }
        });

        var covered = Coverage();
        var returned = new List<ReturnFact>();
        var returnLines = new List<int>();
        CollectReturns(returned, returnLines);
        return new Sales(pages, currency, covered, returned, returnLines, OtherTotals())
        {
            Orders = total.Orders, IdentifiedOrders = total.Identified,
        };
    }

    // Net value in minor units; 0 for what does not count.
    private long Net(int index, Tally tally)
    {
        ref var document = ref pages.Documents[index];
        if ((document.Marks & (BookPages.Marks.Superseded | BookPages.Marks.HasSale)) != BookPages.Marks.HasSale)
        {
            return 0;
        }

        var own = CurrencyOf(document.Currency);
        var exact = pages.ExactSales.Count == 0 ? 0 : pages.ExactSales.GetValueOrDefault(index);
        var net = BookPages.Round(document.Sale, exact, own);
        if (own == currency)
        {
            tally.Orders += net > 0 ? 1 : 0;
            tally.Identified += net > 0 && document.Customer != OrderFact.Anonymous ? 1 : 0;
            return net;
        }

        if (net > 0)
        {
            var other = tally.Others.GetValueOrDefault(document.Currency);
            tally.Others[document.Currency] = (other.Orders + 1, other.Sales + net);
        }

        return 0;
    }

    private Dictionary<int, int> Coverage()
    {
        var byDocument = new Dictionary<int, List<int>>();
        for (var r = 0; r < pages.Returns.Count; r++)
        {
            var own = pages.Returns[r].Document;
            var order = pages.OrderOfReturn.GetValueOrDefault(own, own);
            if (pages.Documents[order].Sale > 0 && (pages.Documents[own].Marks & BookPages.Marks.Superseded) == 0)
            {
                (byDocument.TryGetValue(order, out var lines) ? lines : byDocument[order] = []).Add(r);
            }
        }

        var covered = new Dictionary<int, int>();
        foreach (var (document, lines) in byDocument)
        {
            long micro = 0;
            decimal exact = 0;
            foreach (var r in lines.OrderBy(r => pages.Returns[r].Day))
            {
                micro += pages.Returns[r].Micro;
                exact += pages.Returns[r].Exact;
                if (BookPages.Round(micro, exact, currency) >= pages.Documents[document].Sale)
                {
                    covered[document] = pages.Returns[r].Day;
                    break;
                }
            }
        }

        return covered;
    }

    // The lines of one return on one day are one value, rounded once.
    private void CollectReturns(List<ReturnFact> returned, List<int> returnLines)
    {
        var lines = Enumerable.Range(0, pages.Returns.Count)
            .Where(r => (pages.Documents[pages.Returns[r].Document].Marks & BookPages.Marks.Superseded) == 0)
            .OrderBy(r => pages.Returns[r].Document).ThenBy(r => pages.Returns[r].Day).ToList();
        for (var i = 0; i < lines.Count;)
        {
            ref var first = ref pages.Returns[lines[i]];
            ref var document = ref pages.Documents[first.Document];
            long micro = 0;
            decimal exact = 0;
            var start = i;
            while (i < lines.Count && pages.Returns[lines[i]].Document == first.Document && pages.Returns[lines[i]]
                .Day == first.Day)
            {
                micro += pages.Returns[lines[i]].Micro;
                exact += pages.Returns[lines[i]].Exact;
                i++;
            }

            var own = CurrencyOf(document.Currency);
            var value = BookPages.Round(micro, exact, own);
            if (value == 0)
            {
                continue;
            }

            if (own == currency)
            {
                returned.Add(new ReturnFact(document.Customer, first.Day, value));
                returnLines.AddRange(lines[start..i]);
            }
            else
            {
                var other = others.GetValueOrDefault(document.Currency);
                others[document.Currency] = (other.Orders, other.Sales, other.Returns + value);
            }
        }
    }

    // Rows that name no currency are in the reporting one.
    private Currency CurrencyOf(byte number) => currencies[number];

    private List<CurrencyTotal> OtherTotals() =>
        [.. others.OrderByDescending(o => o.Value.Orders).ThenBy(o => o.Key)
            .Select(o => new CurrencyTotal(o.Value.Orders,
                new Money(o.Value.Sales - o.Value.Returns, CurrencyOf(o.Key))))];
}
