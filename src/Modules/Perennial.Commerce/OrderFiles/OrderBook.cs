using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Columns;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Puts lines together into orders and returns. Lines of one number in one text are one order, wherever they stand;
/// in a later text the same number is the same order again, and its later version holds.
/// </summary>
internal sealed class OrderBook(Dimensions dimensions, ProblemTally tally)
{
    /// <summary>An order or a return as a file knows it: a document under one number.</summary>
    private struct Document
    {
        /// <summary>Half-seconds since the first day; days and times in four bytes.</summary>
        public uint Moment;
        public int Customer;

        /// <summary>Value of the sale: in millionths while lines come in, in minor units once the book is closed.</summary>
        public long Sale;
        public int Units;
        public byte Currency;
        public Marks Marks;
        public ushort Text;
    }

    [Flags]
    private enum Marks : byte
    {
        None = 0,
        HasSale = 1,
        SeveralCustomers = 2,
        SeveralTimes = 4,

        /// <summary>Another version of the same order holds.</summary>
        Superseded = 8,
    }

    internal struct ReturnLine
    {
        public int Document;
        public int Day;
        public long Micro;
        public decimal Exact;
    }

    internal struct Part
    {
        public int Document;
        public int Code;
        public long Micro;
        public decimal Exact;
        public long Units;
    }

    private const int HalfSecondsPerDay = 43_200;

    private readonly TextIndex customers = new();
    private readonly Column<Document> documents = new();
    private TextTable documentOfNumber = new();

    // What is rare or asked for lies beside the documents, not in each of them.
    private readonly Dictionary<int, decimal> exactSales = [];
    private readonly Dictionary<int, long> largeUnits = [];
    private readonly Dictionary<int, int> previousVersion = [];
    private readonly Dictionary<int, (long Line, string Number)> versionSource = [];
    private readonly Column<ulong> fingerprints = new();
    private readonly Column<int>[] orderCodes = [.. Enumerable.Range(0, dimensions.Count).Select(_ => new Column<int>())];
    private readonly Column<Part>[] parts = [.. Enumerable.Range(0, dimensions.Count).Select(_ => new Column<Part>())];
    private readonly Column<ReturnLine> returns = new();
    private readonly Column<int>[] returnCodes = [.. Enumerable.Range(0, dimensions.Count).Select(_ => new Column<int>())];
    private ushort text;
    private string file = "";
    private bool severalTexts;

    /// <summary>Whether any row had a quantity.</summary>
    public bool HasUnits { get; set; }

    public int DocumentCount => documents.Count;

    /// <summary>Begins the rows of a text.</summary>
    /// <param name="name">Its name, for problems.</param>
    /// <param name="ofSeveral">True when there is more than one text, so that versions of orders have to be compared.</param>
    public void BeginText(string name, bool ofSeveral)
    {
        file = name;
        severalTexts = ofSeveral;
        text = checked((ushort)(text + 1));
    }

    /// <summary>Takes the rows of a batch.</summary>
    public void Add(RowBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            FetchAhead(batch, row);
            ref var line = ref batch.Lines[row];
            var customer = line.CustomerLength == 0
                ? OrderFact.Anonymous
                : customers.Number(batch.Text(line.CustomerStart, line.CustomerLength), line.CustomerHash);
            var document = Find(batch, row, ref line, customer);
            AddLine(batch, row, ref line, document);
        }
    }

    // Each row asks two tables too big for any cache; asking a few rows ahead hides the way to memory.
    private void FetchAhead(RowBatch batch, int row)
    {
        const int SlotsAhead = 16;
        const int TextsAhead = 8;
        if (row + SlotsAhead < batch.Count)
        {
            ref var later = ref batch.Lines[row + SlotsAhead];
            customers.FetchSlot(later.CustomerHash);
            documentOfNumber.FetchSlot(later.OrderHash);
            ref var soon = ref batch.Lines[row + TextsAhead];
            customers.FetchText(soon.CustomerHash);
            documentOfNumber.FetchText(soon.OrderHash);
        }
    }

    /// <summary>Ends the rows of a text: orders that an earlier text had too are compared with it.</summary>
    public void EndText()
    {
        foreach (var (document, earlier) in previousVersion)
        {
            var same = fingerprints[document] == fingerprints[earlier];
            if (!same)
            {
                var (line, number) = versionSource[document];
                tally.Add(new FileProblem("order.replaced", file, line, Value: number));
            }

            // The number points at the later version from now on, whether it is alike or not.
            documents[earlier].Marks |= Marks.Superseded;
        }

        previousVersion.Clear();
        versionSource.Clear();
    }

    /// <summary>Closes the book: values are rounded once, in the reporting currency.</summary>
    public Sales Close(Currency? wanted)
    {
        documentOfNumber = new TextTable();
        var currency = wanted ?? MostFrequentCurrency();
        return new SalesClosing(this, currency).Close();
    }

    private Currency MostFrequentCurrency()
    {
        var counts = new long[byte.MaxValue + 1];
        for (var d = 0; d < documents.Count; d++)
        {
            ref var document = ref documents[d];
            counts[document.Currency] += (document.Marks & Marks.Superseded) == 0 ? 1 : 0;
        }

        counts[0] = 0;
        var most = Array.IndexOf(counts, counts.Max());
        return most == 0 ? Currency.None : new Currency(dimensions.CurrencyCode(most));
    }

    private int Find(RowBatch batch, int row, ref OrderLine line, int customer)
    {
        if (line.OrderLength == 0)
        {
            return Open(batch, row, ref line, customer);
        }

        ref var found = ref documentOfNumber.Find(batch.Text(line.OrderStart, line.OrderLength), line.OrderHash, out _, out var isNew);
        if (isNew)
        {
            return found = Open(batch, row, ref line, customer);
        }

        if (documents[found].Text != text)
        {
            var later = Open(batch, row, ref line, customer);
            previousVersion[later] = found;
            versionSource[later] = (line.Line, Number(batch, ref line));
            return found = later;
        }

        if (line.Currency != 0 && documents[found].Currency != 0 && line.Currency != documents[found].Currency)
        {
            Note("order.several_currencies", batch, ref line);
            return Open(batch, row, ref line, customer);
        }

        Join(found, batch, row, ref line, customer);
        return found;
    }

    private int Open(RowBatch batch, int row, ref OrderLine line, int customer)
    {
        var document = documents.Add(new Document
        {
            Moment = Moment(ref line),
            Customer = customer,
            Currency = checked((byte)line.Currency),
            Text = text,
        });
        if (severalTexts)
        {
            fingerprints.Add(0);
        }
        else if (fingerprints.Count > 0)
        {
            throw new InvalidOperationException("A text cannot become the only one after others.");
        }

        for (var d = 0; d < orderCodes.Length; d++)
        {
            orderCodes[d].Add(batch.Codes[d][row]);
        }

        return document;
    }

    private void Join(int found, RowBatch batch, int row, ref OrderLine line, int customer)
    {
        ref var document = ref documents[found];
        if (document.Customer == OrderFact.Anonymous)
        {
            document.Customer = customer;
        }
        else if (customer != OrderFact.Anonymous && customer != document.Customer && (document.Marks & Marks.SeveralCustomers) == 0)
        {
            document.Marks |= Marks.SeveralCustomers;
            Note("order.several_customers", batch, ref line);
        }

        if (document.Currency == 0)
        {
            document.Currency = checked((byte)line.Currency);
        }

        if (line.IsReturn)
        {
            return;
        }

        if ((document.Marks & Marks.HasSale) == 0)
        {
            document.Moment = Moment(ref line);
        }
        else if (Moment(ref line) != document.Moment && (document.Marks & Marks.SeveralTimes) == 0)
        {
            document.Marks |= Marks.SeveralTimes;
            Note("order.several_times", batch, ref line);
        }

        for (var d = 0; d < orderCodes.Length; d++)
        {
            ref var code = ref orderCodes[d][found];
            code = code == 0 ? batch.Codes[d][row] : code;
        }
    }

    private void AddLine(RowBatch batch, int row, ref OrderLine line, int index)
    {
        ref var document = ref documents[index];
        var exact = line.Exact >= 0 ? batch.Exact[line.Exact] : 0;
        if (severalTexts)
        {
            ref var fingerprint = ref fingerprints[index];
            fingerprint = unchecked(fingerprint + Fingerprint(batch, row, ref line, exact));
        }

        if (line.IsReturn)
        {
            returns.Add(new ReturnLine { Document = index, Day = line.Day, Micro = exact == 0 ? line.Micro : 0, Exact = exact });
            for (var d = 0; d < returnCodes.Length; d++)
            {
                returnCodes[d].Add(batch.Codes[d][row]);
            }

            return;
        }

        document.Marks |= Marks.HasSale;
        if (exact == 0)
        {
            document.Sale += line.Micro;
        }
        else
        {
            exactSales[index] = exactSales.GetValueOrDefault(index) + exact;
        }

        AddUnits(ref document, index, line.Units);
        for (var d = 0; d < parts.Length; d++)
        {
            if (RowBatch.IsOfLine(dimensions[d].Field))
            {
                parts[d].Add(new Part
                {
                    Document = index, Code = batch.Codes[d][row], Micro = exact == 0 ? line.Micro : 0, Exact = exact, Units = line.Units,
                });
            }
        }
    }

    private void AddUnits(ref Document document, int index, long units)
    {
        var sum = document.Units + units;
        if (sum <= int.MaxValue)
        {
            document.Units = (int)sum;
        }
        else
        {
            largeUnits[index] = largeUnits.GetValueOrDefault(index) + units;
        }
    }

    // Equal for equal lines in any order, so that a file saved again by another column is the same order.
    private static ulong Fingerprint(RowBatch batch, int row, ref OrderLine line, decimal exact)
    {
        var hash = new HashCode();
        hash.Add(line.CustomerHash);
        hash.Add(line.Day);
        hash.Add(line.Second);
        hash.Add(line.Micro);
        hash.Add(exact);
        hash.Add(line.Units);
        hash.Add(line.Currency);
        hash.Add(line.IsReturn);
        foreach (var codes in batch.Codes)
        {
            hash.Add(codes[row]);
        }

        var half = hash.ToHashCode();
        hash.Add(line.CustomerLength);
        return unchecked(((ulong)(uint)half << 32) | (uint)hash.ToHashCode());
    }

    private void Note(string code, RowBatch batch, ref OrderLine line)
    {
        if (tally.Add(code))
        {
            tally.Example(new FileProblem(code, file, line.Line, Value: Number(batch, ref line)));
        }
    }

    private static string Number(RowBatch batch, ref OrderLine line) => batch.Text(line.OrderStart, line.NumberLength).ToString();

    private static uint Moment(ref OrderLine line) => (uint)((line.Day * HalfSecondsPerDay) + (line.Second / 2));

    /// <summary>Rounds, links returns to their orders and sorts out other currencies.</summary>
    private sealed class SalesClosing(OrderBook book, Currency currency)
    {
        private long orders;
        private long identified;
        private readonly Dictionary<byte, (long Orders, long Sales, long Returns)> others = [];

        public Sales Close()
        {
            for (var d = 0; d < book.documents.Count; d++)
            {
                book.documents[d].Sale = Net(d);
            }

            var covered = Coverage();
            var returned = new List<ReturnFact>();
            var returnLines = new List<int>();
            CollectReturns(returned, returnLines);
            return new Sales(book, currency, covered, returned, returnLines, OtherTotals()) { Orders = orders, IdentifiedOrders = identified };
        }

        // Net value in minor units; 0 for what does not count.
        private long Net(int index)
        {
            ref var document = ref book.documents[index];
            if ((document.Marks & (Marks.Superseded | Marks.HasSale)) != Marks.HasSale)
            {
                return 0;
            }

            var own = CurrencyOf(document.Currency);
            var net = Round(document.Sale, book.exactSales.GetValueOrDefault(index), own);
            if (own == currency)
            {
                orders += net > 0 ? 1 : 0;
                identified += net > 0 && document.Customer != OrderFact.Anonymous ? 1 : 0;
                return net;
            }

            if (net > 0)
            {
                var other = others.GetValueOrDefault(document.Currency);
                others[document.Currency] = (other.Orders + 1, other.Sales + net, other.Returns);
            }

            return 0;
        }

        private Dictionary<int, int> Coverage()
        {
            var byDocument = new Dictionary<int, List<int>>();
            for (var r = 0; r < book.returns.Count; r++)
            {
                if (book.documents[book.returns[r].Document].Sale > 0)
                {
                    (byDocument.TryGetValue(book.returns[r].Document, out var lines)
                        ? lines
                        : byDocument[book.returns[r].Document] = []).Add(r);
                }
            }

            var covered = new Dictionary<int, int>();
            foreach (var (document, lines) in byDocument)
            {
                long micro = 0;
                decimal exact = 0;
                foreach (var r in lines.OrderBy(r => book.returns[r].Day))
                {
                    micro += book.returns[r].Micro;
                    exact += book.returns[r].Exact;
                    if (Round(micro, exact, currency) >= book.documents[document].Sale)
                    {
                        covered[document] = book.returns[r].Day;
                        break;
                    }
                }
            }

            return covered;
        }

        // The lines of one return on one day are one value, rounded once.
        private void CollectReturns(List<ReturnFact> returned, List<int> returnLines)
        {
            var lines = Enumerable.Range(0, book.returns.Count)
                .Where(r => (book.documents[book.returns[r].Document].Marks & Marks.Superseded) == 0)
                .OrderBy(r => book.returns[r].Document).ThenBy(r => book.returns[r].Day).ToList();
            for (var i = 0; i < lines.Count;)
            {
                ref var first = ref book.returns[lines[i]];
                ref var document = ref book.documents[first.Document];
                long micro = 0;
                decimal exact = 0;
                var start = i;
                while (i < lines.Count && book.returns[lines[i]].Document == first.Document && book.returns[lines[i]].Day == first.Day)
                {
                    micro += book.returns[lines[i]].Micro;
                    exact += book.returns[lines[i]].Exact;
                    i++;
                }

                var own = CurrencyOf(document.Currency);
                var value = Round(micro, exact, own);
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
        private Currency CurrencyOf(byte number) => number == 0 ? currency : new Currency(book.Dimensions.CurrencyCode(number));

        private List<CurrencyTotal> OtherTotals() =>
            [.. others.OrderByDescending(o => o.Value.Orders).ThenBy(o => o.Key)
                .Select(o => new CurrencyTotal(o.Value.Orders, new Money(o.Value.Sales - o.Value.Returns, CurrencyOf(o.Key))))];
    }

    private Dimensions Dimensions => dimensions;

    internal static long Round(long micro, decimal exact, Currency currency)
    {
        if (exact != 0)
        {
            return Rounding.Whole((((decimal)micro / ExactDecimal.MicroPerOne) + exact) * currency.MinorPerUnit);
        }

        return Rounding.Divide(micro, ExactDecimal.MicroPerOne / currency.MinorPerUnit);
    }

    /// <summary>The book closed: orders and returns in the reporting currency.</summary>
    internal sealed class Sales : ISales
    {
        private readonly OrderBook book;
        private readonly Dictionary<int, int> covered;
        private readonly List<ReturnFact> returned;
        private readonly List<int> returnLines;

        internal Sales(OrderBook book, Currency currency, Dictionary<int, int> covered,
            List<ReturnFact> returned, List<int> returnLines, IReadOnlyList<CurrencyTotal> otherCurrencies)
        {
            (this.book, this.covered) = (book, covered);
            (this.returned, this.returnLines) = (returned, returnLines);
            (Currency, OtherCurrencies) = (currency, otherCurrencies);
        }

        public IReadOnlyList<CurrencyTotal> OtherCurrencies { get; }

        public required long Orders { get; init; }

        public required long IdentifiedOrders { get; init; }

        public TextIndex Customers => book.customers;

        public Currency Currency { get; }

        public bool HasUnits => book.HasUnits;

        public int CustomerCount => book.customers.Count;

        public int OrderSlots => book.documents.Count;

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
            ref var document = ref book.documents[slot];
            if (document.Sale <= 0)
            {
                order = default;
                return false;
            }

            var units = document.Units + (book.largeUnits.Count == 0 ? 0 : book.largeUnits.GetValueOrDefault(slot));
            order = new OrderFact(document.Customer, Day(document.Moment), document.Sale, units,
                covered.Count == 0 ? OrderFact.NeverCovered : covered.GetValueOrDefault(slot, OrderFact.NeverCovered));
            return true;
        }

        public ReturnFact Return(int index) => returned[index];

        public IReadOnlyList<SalesGroup> GroupBy(OrderField dimension)
        {
            var index = book.Dimensions.IndexOf(dimension);
            var groups = new Dictionary<int, GroupFacts>();
            GroupFacts Group(int code) => groups.TryGetValue(code, out var group)
                ? group
                : groups[code] = new GroupFacts(CustomerCount);

            if (RowBatch.IsOfLine(dimension))
            {
                SplitByLine(book.parts[index], Group);
            }
            else
            {
                for (var slot = 0; slot < OrderSlots; slot++)
                {
                    if (TryOrder(slot, out var order))
                    {
                        Group(book.orderCodes[index][slot]).Orders.Add(order);
                    }
                }
            }

            SplitReturns(book.returnCodes[index], RowBatch.IsOfLine(dimension) ? null : book.orderCodes[index], Group);
            var values = book.Dimensions[index].Values;
            return [.. groups.Select(g => new SalesGroup(values[g.Key], g.Value))];
        }

        private void SplitByLine(Column<Part> lines, Func<int, GroupFacts> group)
        {
            var order = new int[lines.Count];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }

            Array.Sort(order, (a, b) => (lines[a].Document, lines[a].Code, a).CompareTo((lines[b].Document, lines[b].Code, b)));
            for (var i = 0; i < order.Length;)
            {
                var first = lines[order[i]];
                long micro = 0, units = 0;
                decimal exact = 0;
                for (; i < order.Length && lines[order[i]].Document == first.Document && lines[order[i]].Code == first.Code; i++)
                {
                    micro += lines[order[i]].Micro;
                    exact += lines[order[i]].Exact;
                    units += lines[order[i]].Units;
                }

                if (TryOrder(first.Document, out var whole) && Round(micro, exact, Currency) is > 0 and var net)
                {
                    group(first.Code).Orders.Add(whole with { Net = net, Units = units });
                }
            }
        }

        private void SplitReturns(Column<int> codes, Column<int>? orderCodes, Func<int, GroupFacts> group)
        {
            var byGroup = returnLines
                .Select(r => (Line: r, Code: codes[r] == 0 && orderCodes is not null ? orderCodes[book.returns[r].Document] : codes[r]))
                .GroupBy(r => (r.Code, book.returns[r.Line].Document, book.returns[r.Line].Day));
            foreach (var lines in byGroup)
            {
                var value = Round(lines.Sum(l => book.returns[l.Line].Micro), lines.Sum(l => book.returns[l.Line].Exact), Currency);
                if (value > 0)
                {
                    group(lines.Key.Code).Returns.Add(new ReturnFact(book.documents[lines.Key.Document].Customer, lines.Key.Day, value));
                }
            }
        }

        private static int Day(uint moment) => (int)(moment / HalfSecondsPerDay);
    }

    private sealed class GroupFacts(int customerCount) : ISalesFacts
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
}
