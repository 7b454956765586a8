using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>
/// One reading of one text, a row at a time. An order is given out when the last stretch of its rows has ended. What it
/// holds after so many rows depends on those rows alone, so reading can stop anywhere and be taken up by reading up to
/// there again.
/// </summary>
internal sealed class OrderLeg : IDisposable
{
    private readonly TextInput text;
    private readonly ScannedText scanned;
    private readonly int pass;
    private readonly int passes;
    private readonly TextForm form;
    private readonly TextTally tally = new();
    private readonly TextRows rows;
    private readonly RowContents contents;
    private readonly RowKeys keys;
    private readonly RejectsForms rejects;
    private readonly NumberRows orders;
    private readonly RowBatch batch = new(0);

    // Orders whose rows stand apart, and those of the stretch at hand.
    private readonly Dictionary<ulong, HeldRows> held = [];
    private readonly List<RowContent> open = [];
    private readonly Dictionary<ulong, int> occurrences = [];
    private ulong stretch;
    private string? number;
    private HeldRows? apart;
    private StretchKind kind;

    private enum StretchKind
    {
        /// <summary>No stretch is open.</summary>
        None,

        /// <summary>All rows of its number stand in it.</summary>
        Whole,

        /// <summary>Other rows of its number stand elsewhere.</summary>
        Apart,

        /// <summary>It is given out in another pass.</summary>
        OfOtherPass,

        /// <summary>Its number has more rows than an order can have.</summary>
        TooLong,
    }

    private sealed class HeldRows
    {
        public List<RowContent> Rows { get; } = [];

        public int StretchesLeft { get; set; }
    }

    public OrderLeg(TextInput text, ScannedText scanned, int pass, int passes, OrderFileOptions options)
    {
        (this.text, this.scanned, this.pass, this.passes) = (text, scanned, pass, passes);
        form = scanned.Form!;
        var dimensions = new Dimensions([]);
        rows = new TextRows(text, form, options, dimensions, tally.Notes, guests: null);
        contents = new RowContents(rows, form.Map, dimensions);
        keys = new RowKeys(rows, form.Map, dimensions);
        rejects = new RejectsForms(form);
        orders = new NumberRows(text.Name, form.Map.Has(OrderField.Store), form.Map.IsMendedRejects, tally.Conflicts);
    }

    /// <summary>Rows read.</summary>
    public long Row { get; private set; }

    /// <summary>Reads a row.</summary>
    /// <returns>False at the end, when the orders that were still held have been given out.</returns>
    public bool Step(FoundOrders into)
    {
        batch.Clear();
        if (!Read())
        {
            EndStretch(into);
            foreach (var left in held.Values)
            {
                Give(left.Rows, into);
            }

            held.Clear();
            into.End(Outcome());
            return false;
        }

        Row++;
        if (rows.Problem is { } problem)
        {
            Reject(problem, pass == 0, into);
        }
        else if (batch.Lines[0].OrderLength == 0)
        {
            EndStretch(into);
            Alone(into);
        }
        else
        {
            Numbered(into);
        }

        return true;
    }

    public void Dispose() => rows.Dispose();

    private bool Read()
    {
        try
        {
            return rows.Read(batch);
        }
        catch (FileRefusedException e) when (scanned.Problem is { } known && known.Code == e.Problem.Code)
        {
            // It broke off here when it was looked through, too: what stands before counts.
            return false;
        }
    }

    private void Reject(FileProblem problem, bool isHere, FoundOrders into)
    {
        if (isHere)
        {
            tally.Rejects.Add(problem);
            var rejected = rejects.Rejected(problem, rows.Row);

            // It is going to be stored, and no database takes NUL.
            into.Reject(rejected with { Row = rejected.Row.Replace('\0', '\uFFFD') });
        }
    }

    private void Alone(FoundOrders into)
    {
        if (pass != 0)
        {
            return;
        }

        var content = keys.Content(batch);
        var hash = SeenHashes.Of(content);
        var occurrence = 1;
        if (scanned.Repeated.Contains(hash))
        {
            occurrence = occurrences[hash] = occurrences.GetValueOrDefault(hash) + 1;
        }

        if (!into.IsReplay)
        {
            into.Add(orders.Alone(contents.Take(batch, null), RowKeys.Of(content, occurrence)));
        }
    }

    private void Numbered(FoundOrders into)
    {
        var written = batch.NumberOf(ref batch.Lines[0]);
        var hash = SeenHashes.Of(written);
        if (kind == StretchKind.None || hash != stretch)
        {
            EndStretch(into);
            Begin(hash);
        }

        if (kind == StretchKind.TooLong)
        {
            Reject(scanned.TooManyLines(rows.Row.Line, written), pass == 0, into);
        }
        else if (kind != StretchKind.OfOtherPass)
        {
            number = number is not null && written.SequenceEqual(number) ? number : contents.Number(batch);
            (apart?.Rows ?? open).Add(contents.Take(batch, number));
        }
    }

    private void Begin(ulong hash)
    {
        stretch = hash;
        if (scanned.TooLong.Contains(hash))
        {
            kind = StretchKind.TooLong;
        }
        else if (!scanned.Stretches.TryGetValue(hash, out var stretches))
        {
            kind = pass == 0 ? StretchKind.Whole : StretchKind.OfOtherPass;
        }
        else if (hash % (ulong)passes != (ulong)pass)
        {
            kind = StretchKind.OfOtherPass;
        }
        else
        {
            kind = StretchKind.Apart;
            if (!held.TryGetValue(hash, out apart))
            {
                apart = held[hash] = new HeldRows { StretchesLeft = stretches };
            }
        }
    }

    private void EndStretch(FoundOrders into)
    {
        if (kind == StretchKind.Whole)
        {
            Give(open, into);
            open.Clear();
        }
        else if (kind == StretchKind.Apart && --apart!.StretchesLeft == 0)
        {
            held.Remove(stretch);
            Give(apart.Rows, into);
        }

        (kind, apart) = (StretchKind.None, null);
    }

    private void Give(List<RowContent> ofHash, FoundOrders into)
    {
        if (ofHash.Count == 0)
        {
            return;
        }

        // Numbers that share a hash are told apart here.
        var isOne = ofHash.TrueForAll(r => r.Number == ofHash[0].Number);
        foreach (var ofNumber in isOne ? [ofHash] : ofHash.GroupBy(r => r.Number, StringComparer.Ordinal).Select(g => g.ToList()))
        {
            foreach (var order in orders.Orders(ofNumber))
            {
                into.Add(order);
            }
        }
    }

    private TextOutcome Outcome()
    {
        if (pass > 0)
        {
            return new TextOutcome(text.Name, null, [.. tally.Rejects.Warnings(), .. tally.Conflicts.Warnings()]);
        }

        // The form was found when the text was looked through; the rows have told the rest anew.
        TextRows.NoteEncoding(text, rows.DamagedLine, tally.Notes);
        return new TextOutcome(text.Name, form.Map.Describe(text, form.Delimiter, form.Conventions),
            [.. tally.Warnings(scanned.Problem), .. scanned.FormNotes]);
    }
}
