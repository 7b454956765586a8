using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>A usable row with all that it says, held until its order is whole.</summary>
internal sealed record RowContent
{
    public required FileLine Line { get; init; }

    /// <summary>Number of the order; null of a row that is one by itself.</summary>
    public string? Number { get; init; }

    /// <summary>The store if it parts numbers, else null.</summary>
    public string? KeyStore { get; init; }

    public int Day { get; init; }

    public int Second { get; init; }

    public bool IsReturn { get; init; }

    public bool BeginsOrder { get; init; }

    public string? Currency { get; init; }

    public FileCustomer? Customer { get; init; }

    public string? Store { get; init; }

    public string? Channel { get; init; }

    public string? Seller { get; init; }

    public string? Country { get; init; }

    /// <summary>Number of the order that a return names; null where it names none.</summary>
    public string? Link { get; init; }
}

/// <summary>Takes all that the current row of a text says, where the parser has found it of use.</summary>
internal sealed class RowContents(TextRows rows, ColumnMap map, Dimensions dimensions)
{
    // As long as the groups of a report; longer ones are cut.
    private const int LabelCharsMax = 200;
    private readonly TextPool pool = new();
    private readonly bool hasQuantity = map.Has(OrderField.Quantity);
    private readonly bool hasPrice = map.Has(OrderField.Price) || map.Source is not null;

    private string[] currencies = [];

    /// <summary>The first row of a batch, which is the current one.</summary>
    /// <param name="batch">Where the parser put it.</param>
    /// <param name="number">Its order number; null where it has none.</param>
    public RowContent Take(RowBatch batch, string? number)
    {
        ref var line = ref batch.Lines[0];
        return new RowContent
        {
            Line = Line(batch, ref line),
            Number = number,
            KeyStore = line.OrderLength == line.NumberLength ? null
                : pool.Text(batch.Text(line.OrderStart, line.OrderLength - line.NumberLength - 1), RowParser.KeyCharsMax),
            Day = line.Day,
            Second = line.Second,
            IsReturn = line.IsReturn,
            BeginsOrder = line.BeginsOrder,
            Currency = line.Currency == 0 ? null : Currency(line.Currency),
            Customer = Customer(batch, ref line),
            Store = Label(OrderField.Store),
            Channel = Label(OrderField.Channel),
            Seller = Label(OrderField.Seller),
            Country = Label(OrderField.Country),
            Link = batch.Links.Count == 0 ? null : pool.Text(batch.Links[0].Number, RowParser.KeyCharsMax),
        };
    }

    /// <summary>The number of the row that is first in a batch; null where it has none.</summary>
    public string? Number(RowBatch batch) => pool.Text(batch.NumberOf(ref batch.Lines[0]), RowParser.KeyCharsMax);

    /// <summary>The value of a row.</summary>
    public static decimal Amount(RowBatch batch, ref OrderLine line)
    {
        if (line.Exact >= 0)
        {
            return batch.Exact[line.Exact];
        }

        // Two decimals where they do: as an amount is written.
        const long MicroPerHundredth = ExactDecimal.MicroPerOne / 100;
        var (hundredths, rest) = Math.DivRem(line.Micro, MicroPerHundredth);
        return rest == 0 ? Scaled(hundredths, 2) : Scaled(line.Micro, ExactDecimal.MicroScale);
    }

    private static decimal Scaled(long mantissa, byte scale) =>
        new(unchecked((int)mantissa), (int)(mantissa >> 32), 0, false, scale);

    private FileLine Line(RowBatch batch, ref OrderLine line) => new()
    {
        Line = line.Line,
        Amount = Amount(batch, ref line),
        Units = line.Units == 0 ? 0 : line.Units % 1000 == 0 ? line.Units / 1000 : Scaled(line.Units, 3),
        Quantity = hasQuantity && rows.Parser.Number(rows.Row, OrderField.Quantity) is { } quantity ? Math.Abs(quantity) : null,
        Price = hasPrice ? rows.Parser.Number(rows.Row, OrderField.Price) : null,
        Product = pool.Text(Field(OrderField.Product), LabelCharsMax),
        Sku = pool.Text(rows.Row is Shapes.ShapeRows shape ? shape.Sku : [], LabelCharsMax),
        Category = pool.Text(Field(OrderField.Category), LabelCharsMax),
    };

    private FileCustomer? Customer(RowBatch batch, ref OrderLine line)
    {
        var customer = new FileCustomer
        {
            Identity = pool.Text(batch.Text(line.CustomerStart, line.CustomerLength), RowParser.KeyCharsMax),
            Id = Contact(OrderField.Customer),
            Email = Contact(OrderField.Email),
            Phone = Contact(OrderField.Phone),
            Name = pool.Name(rows.Parser.Contact(rows.Row, OrderField.Name), LabelCharsMax),
        };
        return customer is { Identity: null, Id: null, Email: null, Phone: null, Name: null } ? null : customer;
    }

    // What is longer than a key is none.
    private string? Contact(OrderField field)
    {
        var text = rows.Parser.Contact(rows.Row, field);
        return text.Length > RowParser.KeyCharsMax ? null : pool.Text(text, RowParser.KeyCharsMax);
    }

    private string? Label(OrderField field) => pool.Name(Field(field), LabelCharsMax);

    private ReadOnlySpan<char> Field(OrderField field)
    {
        var position = map[field];
        return position >= 0 && position < rows.Row.FieldCount ? rows.Row[position].Trim() : [];
    }

    private string Currency(int number)
    {
        if (number >= currencies.Length)
        {
            currencies = [.. dimensions.CurrencyCodes];
        }

        return currencies[number];
    }
}
