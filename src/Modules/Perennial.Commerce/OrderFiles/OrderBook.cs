using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Columns;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Puts lines together into orders and returns. Lines of one number in one text are one order, wherever they stand;
/// in a later text the same number is the same order again, and its later version holds.
/// </summary>
internal sealed class OrderBook(Dimensions dimensions, ProblemTally tally)
{
    private readonly BookPages pages = new(dimensions);

    /// <summary>Takes which customer an e-mail address belongs to.</summary>
    public GuestBook Guests { get; } = new();

    private OrderNumbers documentOfNumber = new();
    private readonly Dictionary<int, int> previousVersion = [];
    private readonly Dictionary<int, (long Line, string Number)> versionSource = [];
    private readonly Dictionary<(int Document, int Currency), int> inOtherCurrency = [];
    private readonly Column<ulong> fingerprints = new();
    private ushort text;
    private string file = "";
    private bool severalTexts;

    // Mended rows are lines that an earlier text left out: they join its orders instead of replacing them.
    private bool isMended;
    private bool hasStores;

    // Equal for texts with equal rows in any order; 0 for one of which no row was of use.
    private ulong textFingerprint;
    private readonly Dictionary<ulong, ushort> textsByFingerprint = [];

    // Orders of this text whose rows so far left the store blank; the first row that names one settles it.
    private readonly HashSet<int> withoutStore = [];

    /// <summary>Begins the rows of a text.</summary>
    /// <param name="name">Its name, for problems.</param>
    /// <param name="ofSeveral">True when there is more than one text, so that versions of orders have to be compared.</param>
    /// <param name="map">Its columns.</param>
    public void BeginText(string name, bool ofSeveral, ColumnMap map)
    {
        pages.HasUnits |= map.Has(OrderField.Quantity);
        file = name;
        severalTexts = ofSeveral;
        isMended = map.IsMendedRejects;
        hasStores = map.Has(OrderField.Store);
        text++;
        textFingerprint = 0;
    }

    /// <summary>Takes the rows of a batch.</summary>
    public void Add(RowBatch batch)
    {
        var link = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            FetchAhead(batch, row);
            ref var line = ref batch.Lines[row];
            var customer = line.CustomerLength == 0
                ? OrderFact.Anonymous
                : pages.Customers.Number(batch.Text(line.CustomerStart, line.CustomerLength), line.CustomerHash);
            var document = Find(batch, row, ref line, customer);
            AddLine(batch, row, ref line, document);
            if (link < batch.Links.Count && batch.Links[link].Row == row)
            {
                pages.Links[document] = StoreKey(batch, ref line, batch.Links[link++].Number);
            }
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
            pages.Customers.FetchSlot(later.CustomerHash);
            if (later.OrderHash != 0)
            {
                documentOfNumber.FetchSlot(later.OrderHash);
            }

            ref var soon = ref batch.Lines[row + TextsAhead];
            pages.Customers.FetchText(soon.CustomerHash);
            if (soon.OrderHash != 0)
            {
                documentOfNumber.FetchText(soon.OrderHash);
            }
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
            pages.Documents[earlier].Marks |= BookPages.Marks.Superseded;
        }

        previousVersion.Clear();
        versionSource.Clear();
        withoutStore.Clear();
        if (severalTexts && !isMended && textFingerprint != 0)
        {
            LeaveOutTheSameText();
        }
    }

    // Orders with a number were compared one by one. Rows without one are the same only if the whole text is.
    private void LeaveOutTheSameText()
    {
        if (textsByFingerprint.TryGetValue(textFingerprint, out var same))
        {
            tally.Add(new FileProblem("text.same_twice", file));
            for (var d = 0; d < pages.Documents.Count; d++)
            {
                pages.Documents[d].Marks |= pages.Documents[d].Text == same ? BookPages.Marks.Superseded
                    : BookPages.Marks.None;
            }
        }

        textsByFingerprint[textFingerprint] = text;
    }

    /// <summary>Closes the book: values are rounded once, in the reporting currency.</summary>
    public Sales Close(Currency? wanted)
    {
        pages.ResolveLinks(Linked);
        documentOfNumber = new OrderNumbers();
        Guests.Resolve(pages);
        var currency = wanted ?? MostFrequentCurrency();
        return new BookClosing(pages, currency).Close();
    }

    // The number as it stands in the table of orders: with the return's store before it, or as it is.
    private static (string WithStore, string Number) StoreKey(RowBatch batch, ref OrderLine line, string number) =>
        (string.Concat(batch.Text(line.OrderStart, line.OrderLength - line.NumberLength), number), number);

    private int Linked((string WithStore, string Number) link) =>
        DocumentOf(link.WithStore) is >= 0 and var document ? document : DocumentOf(link.Number);

    // Looking makes room for a number that no order has: it stands there as such for whoever looks again.
    private int DocumentOf(string number)
    {
        ref var document = ref documentOfNumber.Find(number, 0, out var isNew);
        return isNew ? document = -1 : document;
    }

    private Currency MostFrequentCurrency()
    {
        var counts = new long[byte.MaxValue + 1];
        for (var d = 0; d < pages.Documents.Count; d++)
        {
            ref var document = ref pages.Documents[d];
            counts[document.Currency] += (document.Marks & BookPages.Marks.Superseded) == 0 ? 1 : 0;
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

        ref var found = ref Look(batch, ref line, out var isNew);
        if (isNew)
        {
            return found = Open(batch, row, ref line, customer);
        }

        if (pages.Documents[found].Text != text && !isMended)
        {
            var later = Open(batch, row, ref line, customer);
            previousVersion[later] = found;
            versionSource[later] = (line.Line, Number(batch, ref line));
            found = later;
            RememberForBlankStores(batch, ref line, later);
            return later;
        }

        if (line.BeginsOrder && pages.Documents[found].Text == text)
        {
            return Replace(ref found, batch, row, ref line, customer);
        }

        var currency = pages.Documents[found].Currency;
        if (line.Currency != 0 && currency != 0 && line.Currency != currency)
        {
            Note("order.several_currencies", batch, ref line);
            return InOtherCurrency(found, batch, row, ref line, customer);
        }

        Join(found, batch, row, ref line, customer);
        return found;
    }

    // A number is one order within its currency: what is paid in another is an order beside it.
    private int InOtherCurrency(int found, RowBatch batch, int row, ref OrderLine line, int customer)
    {
        if (inOtherCurrency.TryGetValue((found, line.Currency), out var other))
        {
            Join(other, batch, row, ref line, customer);
            return other;
        }

        return inOtherCurrency[(found, line.Currency)] = Open(batch, row, ref line, customer);
    }

    // The source tells the order whole for a second time, as pages of a list do that moved while it was fetched.
    private int Replace(ref int found, RowBatch batch, int row, ref OrderLine line, int customer)
    {
        pages.Documents[found].Marks |= BookPages.Marks.Superseded;
        Note("order.told_twice", batch, ref line);
        var later = Open(batch, row, ref line, customer);
        if (previousVersion.Remove(found, out var earlier))
        {
            previousVersion[later] = earlier;
            versionSource[later] = (line.Line, Number(batch, ref line));
        }

        found = later;
        RememberForBlankStores(batch, ref line, later);
        return later;
    }

    // A number is one order within its store; a row that leaves the store blank is of the order last seen under its number.
    private ref int Look(RowBatch batch, ref OrderLine line, out bool isNew)
    {
        ref var exact = ref documentOfNumber.Find(batch.Text(line.OrderStart, line.OrderLength), line.OrderHash, out isNew);
        if (!hasStores)
        {
            return ref exact;
        }

        if (line.OrderLength == line.NumberLength)
        {
            if (isNew)
            {
                withoutStore.Add(pages.Documents.Count);
            }

            return ref exact;
        }

        var number = batch.NumberOf(ref line);
        ref var last = ref documentOfNumber.Find(number, 0, out var isFirst);
        if (isNew && !isFirst && withoutStore.Remove(last))
        {
            exact = last;
            isNew = false;
        }

        last = isNew ? pages.Documents.Count : exact;
        return ref exact;
    }

    private void RememberForBlankStores(RowBatch batch, ref OrderLine line, int document)
    {
        if (hasStores && line.OrderLength == line.NumberLength)
        {
            withoutStore.Add(document);
        }
        else if (hasStores)
        {
            var number = batch.NumberOf(ref line);
            documentOfNumber.Find(number, 0, out _) = document;
        }
    }

    private int Open(RowBatch batch, int row, ref OrderLine line, int customer)
    {
        var document = pages.Documents.Add(new BookPages.Document
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

        for (var d = 0; d < pages.OrderCodes.Length; d++)
        {
            pages.OrderCodes[d].Add(batch.Codes[d][row]);
        }

        return document;
    }

    private void Join(int found, RowBatch batch, int row, ref OrderLine line, int customer)
    {
        ref var document = ref pages.Documents[found];
        if (document.Customer == OrderFact.Anonymous)
        {
            document.Customer = customer;
        }
        else if (customer != OrderFact.Anonymous && customer != document.Customer &&
            (document.Marks & BookPages.Marks.SeveralCustomers) == 0)
        {
            document.Marks |= BookPages.Marks.SeveralCustomers;
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

        var isFirstSale = (document.Marks & BookPages.Marks.HasSale) == 0;
        if (isFirstSale)
        {
            document.Moment = Moment(ref line);
        }
        else if (Moment(ref line) != document.Moment && (document.Marks & BookPages.Marks.SeveralTimes) == 0)
        {
            document.Marks |= BookPages.Marks.SeveralTimes;
            Note("order.several_times", batch, ref line);
        }

        for (var d = 0; d < pages.OrderCodes.Length; d++)
        {
            ref var code = ref pages.OrderCodes[d][found];
            code = code == 0 || (isFirstSale && batch.Codes[d][row] != 0) ? batch.Codes[d][row] : code;
        }
    }

    private void AddLine(RowBatch batch, int row, ref OrderLine line, int index)
    {
        ref var document = ref pages.Documents[index];
        var exact = line.Exact >= 0 ? batch.Exact[line.Exact] : 0;
        if (severalTexts)
        {
            ref var fingerprint = ref fingerprints[index];
            var ofLine = Fingerprint(batch, row, ref line, exact);
            fingerprint = unchecked(fingerprint + ofLine);
            textFingerprint = unchecked(textFingerprint + ofLine + (ulong)(uint)TextTable.Hash(batch.NumberOf(ref line)));
        }

        if (line.IsReturn)
        {
            pages.Returns.Add(new BookPages.ReturnLine { Document = index, Day = line.Day, Micro = exact == 0
                ? line.Micro : 0, Exact = exact });
            for (var d = 0; d < pages.ReturnCodes.Length; d++)
            {
                pages.ReturnCodes[d].Add(batch.Codes[d][row]);
            }

            return;
        }

        document.Marks |= BookPages.Marks.HasSale;
        if (exact == 0)
        {
            document.Sale += line.Micro;
        }
        else
        {
            pages.ExactSales[index] = pages.ExactSales.GetValueOrDefault(index) + exact;
        }

        AddUnits(ref document, index, line.Units);
        for (var d = 0; d < pages.Parts.Length; d++)
        {
            if (RowBatch.IsOfLine(dimensions[d].Field))
            {
                pages.Parts[d].Add(new BookPages.Part
                {
                    Document = index, Code = batch.Codes[d][row], Micro = exact == 0 ? line.Micro
                        : 0, Exact = exact, Units = line.Units,
                });
            }
        }
    }

    private void AddUnits(ref BookPages.Document document, int index, long units)
    {
        var sum = document.Units + units;
        if (sum <= int.MaxValue)
        {
            document.Units = (int)sum;
        }
        else
        {
            pages.LargeUnits[index] = pages.LargeUnits.GetValueOrDefault(index) + units;
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

    private static string Number(RowBatch batch, ref OrderLine line) => batch.NumberOf(ref line)
        .ToString();

    private static uint Moment(ref OrderLine line) => BookPages.Moment(line.Day, line.Second);
}
