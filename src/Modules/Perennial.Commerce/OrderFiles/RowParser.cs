using System.Text;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Shapes;
using Perennial.Kernel;
using Perennial.Kernel.Columns;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.OrderFiles;

/// <summary>Turns rows of one text into order lines, or says why a row is of no use.</summary>
internal sealed class RowParser
{
    // A trillion: a sum that no row of a shop reaches, and that leaves room to add rows up.
    internal const long ValueMax = 1_000_000_000_000L;
    private const long ValueMicroMax = ValueMax * ExactDecimal.MicroPerOne;
    internal const int KeyCharsMax = TextTable.MaxBytes / 4;
    private const char KeySeparator = '\u001F';

    private readonly string file;
    private readonly ColumnMap map;
    private readonly Conventions conventions;
    private readonly OrderFileOptions options;
    private readonly ShopClock clock;
    private readonly Dimensions dimensions;
    private readonly ProblemTally tally;
    private readonly int identity;
    private readonly OrderField identityField;

    public RowParser(string file, ColumnMap map, Conventions conventions, OrderFileOptions options,
        Dimensions dimensions,
        ProblemTally tally)
    {
        (this.file, this.map, this.conventions, this.options) = (file, map, conventions, options);
        (this.dimensions, this.tally) = (dimensions, tally);
        clock = new ShopClock(options.Zone);
        identityField = Identities.First(map.Has);
        identity = map[identityField];
    }

    private static readonly OrderField[] Identities = [OrderField.Customer, OrderField.Email, OrderField.Phone,
        OrderField.Name];

    /// <summary>The field that tells customers apart in this text.</summary>
    public OrderField Identity => identityField;

    /// <summary>A number such as C536379: the letter of a cancellation before a digit.</summary>
    public static bool HasReturnLetter(ReadOnlySpan<char> number)
    {
        number = number.TrimStart();
        return number.Length > 1 && number[0] is 'C' or 'c' && char.IsAsciiDigit(number[1]);
    }

    /// <summary>Adds the current row to the batch.</summary>
    /// <returns>Why it is of no use; null when it was added.</returns>
    public FileProblem? Add(RowReader row, RowBatch batch)
    {
        if (Unfit(row) is { } unfit)
        {
            return unfit;
        }

        ref var line = ref batch.Lines[batch.Count];
        line = default;
        line.Line = row.Line;
        line.Exact = -1;
        var problem = ReadTime(row, ref line) ?? ReadValue(row, batch, ref line) ?? ReadKeys(row, batch, ref line);
        if (problem is not null)
        {
            return problem;
        }

        for (var d = 0; d < dimensions.Count; d++)
        {
            var position = map[dimensions[d].Field];
            batch.Codes[d][batch.Count] = position >= 0 && position < row.FieldCount
                ? dimensions[d].Code(row[position].Trim()) : 0;
        }

        if (row is ShapeRows shape)
        {
            line.BeginsOrder = shape.BeginsOrder;
            batch.Link(shape.Link);
        }

        batch.Count++;
        return null;
    }

    private FileProblem? Unfit(RowReader row)
    {
        if (row is ShapeRows { Problem: { } problem })
        {
            return problem;
        }

        if (row.IsBroken)
        {
            return Problem("row.quote_open", row);
        }

        if (row.FieldCount > FileLimits.ColumnsMax)
        {
            return Problem("row.too_wide", row, detail: Numbers(row.FieldCount, FileLimits.ColumnsMax));
        }

        if (row.Raw.Length > FileLimits.FieldCharsMax && LongField(row) is >= 0 and var tooLong)
        {
            return Problem("field.too_large", row, tooLong);
        }

        if (row.FieldCount < map.Reach)
        {
            return Problem("row.too_short", row, detail: Numbers(row.FieldCount, map.HasHeader ? map.Width
                : map.Reach));
        }

        if (map.Width > 0 && row.FieldCount > map.Width)
        {
            for (var i = map.Width; i < row.FieldCount; i++)
            {
                if (!row[i].IsWhiteSpace())
                {
                    return Problem("row.too_wide", row, detail: Numbers(row.FieldCount, map.Width));
                }
            }
        }

        return null;
    }

    private static int LongField(RowReader row)
    {
        for (var i = 0; i < row.FieldCount; i++)
        {
            if (row[i].Length > FileLimits.FieldCharsMax)
            {
                return i;
            }
        }

        return -1;
    }

    private FileProblem? ReadTime(RowReader row, ref OrderLine line)
    {
        var position = map[OrderField.Date];
        var text = row[position];
        var reading = options.DateFormat is { } format
            ? DateText.ReadExact(text, format, out var written)
            : DateText.Read(text, conventions.DateOrder, out written);
        if (reading == DateReading.Read)
        {
            (line.Day, line.Second) = clock.Place(written);
            return null;
        }

        return Problem(text.IsWhiteSpace() ? "date.missing" : reading switch
        {
            DateReading.Impossible => "date.impossible",
            DateReading.OutOfRange => "date.out_of_range",
            _ => options.DateFormat is null ? "date.not_a_date" : "date.not_by_format",
        }, row, position, options.DateFormat);
    }

    private FileProblem? ReadValue(RowReader row, RowBatch batch, ref OrderLine line)
    {
        var quantityAt = map[OrderField.Quantity];
        ExactDecimal quantity = default;
        var quantityText = Field(row, quantityAt);
        var hasQuantity = !quantityText.IsWhiteSpace();
        if (hasQuantity && Amount(row, quantityAt, quantityText, out quantity) is { } notQuantity)
        {
            return notQuantity;
        }

        var amountAt = map[OrderField.Amount];
        var amountText = Field(row, amountAt);
        var byPrice = amountText.IsWhiteSpace();
        bool fits;
        long micro = 0;
        decimal exact = 0;
        ExactDecimal value;
        if (byPrice)
        {
            var priceAt = map[OrderField.Price];
            var priceText = Field(row, priceAt);
            if (!hasQuantity || priceText.IsWhiteSpace())
            {
                var missing = amountAt >= 0 ? amountAt : hasQuantity ? priceAt : quantityAt;
                return Problem("amount.missing", row, missing);
            }

            if (Amount(row, priceAt, priceText, out var price) is { } notPrice)
            {
                return notPrice;
            }

            // A price of 0 or less adds nothing, whichever way the goods went.
            if (price.Mantissa <= 0)
            {
                if (price.Mantissa < 0)
                {
                    Note("price.negative", row, priceAt);
                }

                (price, quantity) = (default, new ExactDecimal(Math.Sign(quantity.Mantissa), 0));
                hasQuantity = quantity.Mantissa < 0;
            }

            fits = ExactDecimal.TryMultiply(quantity, price, out value) && value.TryMicro(out micro);
            exact = fits ? 0 : quantity.ToDecimal() * price.ToDecimal();
        }
        else
        {
            if (Amount(row, amountAt, amountText, out value) is { } notAmount)
            {
                return notAmount;
            }

            fits = value.TryMicro(out micro);
            exact = fits ? 0 : value.ToDecimal();
        }

        if (fits ? micro is > ValueMicroMax or < -ValueMicroMax : Math.Abs(exact) > ValueMicroMax / ExactDecimal.MicroPerOne)
        {
            return Problem("amount.too_large", row, byPrice ? map[OrderField.Price] : amountAt);
        }

        var negative = fits ? micro < 0 : exact < 0;
        line.IsReturn = IsReturn(row, hasQuantity && quantity.Mantissa < 0, hasQuantity, negative, byPrice ? -1
            : amountAt, out var worthless);
        line.Micro = worthless ? 0 : Math.Abs(micro);
        if (!fits && !worthless)
        {
            line.Exact = batch.Exact.Count;
            batch.Exact.Add(Math.Abs(exact));
        }

        // Free goods add nothing, neither value nor units.
        line.Units = line.Micro == 0 && line.Exact < 0 ? 0 : Thousandths(quantity);
        return line.Units >= 0 ? null : Problem("amount.too_large", row, quantityAt);
    }

    private bool IsReturn(RowReader row, bool negativeQuantity, bool hasQuantity, bool negativeAmount, int amountAt,
        out bool worthless)
    {
        worthless = false;
        if (negativeQuantity || row is ShapeRows { IsReturn: true })
        {
            return true;
        }

        if (conventions.ReturnsByLetter && HasReturnLetter(Field(row, map[OrderField.Order])))
        {
            return true;
        }

        if (!negativeAmount || amountAt < 0)
        {
            return false;
        }

        // Goods that went out at less than nothing add nothing; an amount alone that is negative is money given back.
        Note(hasQuantity ? "amount.negative_adds_nothing" : "amount.negative_is_return", row, amountAt);
        worthless = hasQuantity;
        return !hasQuantity;
    }

    private FileProblem? ReadKeys(RowReader row, RowBatch batch, ref OrderLine line)
    {
        var customer = Identify(row[identity]);
        if (customer.Length > KeyCharsMax)
        {
            return Problem("field.too_long", row, identity);
        }

        if (customer.IsEmpty)
        {
            Note("customer.missing", row, identity);
        }
        else
        {
            line.CustomerStart = batch.Keep(customer);
            line.CustomerLength = customer.Length;
            line.CustomerHash = TextTable.Hash(customer);
        }

        var currencyAt = map[OrderField.Currency];
        if (currencyAt >= 0 && !row[currencyAt].IsWhiteSpace())
        {
            if (dimensions.TryCurrency(row[currencyAt].Trim(), out line.Currency) is { } code)
            {
                return Problem(code, row, currencyAt);
            }
        }

        var orderAt = map[OrderField.Order];
        var number = orderAt < 0 ? [] : row[orderAt].Trim();
        if (number.IsEmpty)
        {
            if (orderAt >= 0)
            {
                Note("order.missing", row, orderAt);
            }

            return null;
        }

        if (number.Length > KeyCharsMax)
        {
            return Problem("field.too_long", row, orderAt);
        }

        // Two stores number their receipts alike: a number is one order within its store.
        var storeAt = map[OrderField.Store];
        var store = storeAt < 0 || row is ShapeRows { IsNumberUnique: true } ? [] : row[storeAt].Trim();
        line.NumberLength = number.Length;
        line.OrderLength = number.Length;
        if (!store.IsEmpty && store.Length <= KeyCharsMax)
        {
            line.OrderStart = batch.Keep(store);
            batch.Keep([KeySeparator]);
            batch.Keep(number);
            line.OrderLength += store.Length + 1;
        }
        else
        {
            line.OrderStart = batch.Keep(number);
        }

        var key = batch.Text(line.OrderStart, line.OrderLength);
        line.OrderHash = OrderNumbers.IsOfTable(key) ? TextTable.Hash(key) : 0;
        return null;
    }

    /// <summary>A field of the customer as it stands in the current row, which was of use; empty where nothing stands.</summary>
    public ReadOnlySpan<char> Contact(RowReader row, OrderField field) =>
        Written(row is ShapeRows shape ? shape.More(field) : Field(row, map[field]));

    /// <summary>The quantity, or the price, that the current row has; null where it has none that can be read.</summary>
    public decimal? Number(RowReader row, OrderField field)
    {
        var text = row is ShapeRows shape && field == OrderField.Price ? shape.More(field) : Field(row, map[field]);
        return text.IsWhiteSpace() || AmountText.Read(text, conventions.DecimalSign, out var number)
            is AmountReading.NotANumber or AmountReading.TooLarge ? null : number.ToDecimal();
    }

    private ReadOnlySpan<char> Identify(ReadOnlySpan<char> text)
    {
        text = Written(text);
        return identityField switch
        {
            OrderField.Email => Ascii.IsValid(text) && !text.ContainsAnyInRange('A', 'Z') ? text
                : text.ToString().ToLowerInvariant(),
            OrderField.Phone => PhoneDigits(text),
            _ => text,
        };
    }

    private static ReadOnlySpan<char> Written(ReadOnlySpan<char> text)
    {
        // An export guards ids that look like formulas with an apostrophe; the id is what stands behind it.
        text = FormulaText.Unguarded(text.Trim());
        if (text.Length <= 4 && (text is "-" or "NA" || text.Equals("N/A", StringComparison.OrdinalIgnoreCase) ||
                                 text.Equals("null", StringComparison.OrdinalIgnoreCase) ||
                                 text.Equals("none", StringComparison.OrdinalIgnoreCase) ||
                                 text.Equals("nan", StringComparison.OrdinalIgnoreCase)))
        {
            return [];
        }

        // Spreadsheets turn a column of ids with gaps into 17850.0.
        if (text.Length > 2 && text.EndsWith(".0") && !text[..^2].ContainsAnyExceptInRange('0', '9'))
        {
            return text[..^2];
        }

        return text;
    }

    private static string PhoneDigits(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[Math.Min(text.Length, 64)];
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && count < digits.Length)
            {
                digits[count++] = c;
            }
        }

        return digits[..count].ToString();
    }

    // A field that no column holds is empty.
    private static ReadOnlySpan<char> Field(RowReader row, int position) => position < 0 ? [] : row[position];

    private FileProblem? Amount(RowReader row, int position, ReadOnlySpan<char> text, out ExactDecimal amount)
    {
        switch (AmountText.Read(text, conventions.DecimalSign, out amount))
        {
            case AmountReading.Plain:
                return null;
            case AmountReading.Adorned:
                Note("amount.adorned", row, position, amount);
                return null;
            case AmountReading.OtherSign:
                Note("amount.other_sign", row, position, amount);
                return null;
            case AmountReading.TooLarge:
                return Problem("amount.too_large", row, position);
            default:
                return Problem(text.IsWhiteSpace() ? "amount.missing" : "amount.not_a_number", row, position);
        }
    }

    private static long Thousandths(ExactDecimal quantity)
    {
        if (quantity.Scale == 0 && Math.Abs(quantity.Mantissa) < long.MaxValue / 1000)
        {
            return Math.Abs(quantity.Mantissa) * 1000;
        }

        var thousandths = Math.Abs(quantity.ToDecimal()) * 1000;
        return thousandths > long.MaxValue / 1000 ? -1 : Rounding.Whole(thousandths);
    }

    // The row is used; its owner is told how. Only the first row of a kind is kept as the example.
    private void Note(string code, RowReader row, int position, ExactDecimal? understoodAs = null)
    {
        if (tally.Add(code))
        {
            tally.Example(Problem(code, row, position,
                understoodAs?.ToDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    private static string Numbers(int found, int expected) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{found}/{expected}");

    private FileProblem Problem(string code, RowReader row, int position = -1, string? detail = null) =>
        new(code, file, row.Line, position < 0 ? null : map.Name(position),
            position < 0 || position >= row.FieldCount ? null : Shown(row[position]), detail);

    // Long values are cut and card numbers masked: the words for people quote them, and the rejects file holds the row.
    // They are kept in databases too, which take neither NUL nor half a character.
    internal static string Shown(ReadOnlySpan<char> value) => (CardNumber.Is(value)
        ? CardNumber.Mask(value)
        : value.Length <= 80 ? value.ToString() : string.Concat(value[..(char.IsHighSurrogate(value[76]) ? 76 : 77)], "..."))
        .Replace('\0', '\uFFFD');
}
