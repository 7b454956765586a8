using System.Globalization;
using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>Rows of orders that a text holds as documents: a row a line of the order, or one that says what is wrong.</summary>
internal sealed class DocumentRows(ShapeText text, DocumentTexts texts, IDocumentParser parser) : ShapeRows
{
    private readonly Shares shares = new(text.Options);
    private readonly OrderDocument order = new();
    private readonly FieldTexts fields = new();
    private int current = -1;
    private bool any;
    private string? raw;

    public override long Line => texts.Line;

    public override bool IsReturn => order.IsReturn;

    public override bool BeginsOrder => current == 0;

    public override ReadOnlySpan<char> Link => order.IsReturn ? order.Link : [];

    public override ReadOnlySpan<char> this[int field] => fields[field];

    public override ReadOnlySpan<char> Sku => order.Lines[current].Sku.AsSpan().Trim();

    public override ReadOnlySpan<char> More(OrderField field) => (field switch
    {
        OrderField.Customer => order.CustomerId,
        OrderField.Email => order.Email,
        OrderField.Phone => order.Phone,
        OrderField.Name => order.Name,
        OrderField.Price => order.Lines[current].Price,
        _ => "",
    }).AsSpan().Trim();

    /// <summary>The document as the one cell that the file of rejected rows has for it.</summary>
    public override ReadOnlySpan<char> Raw => raw ??= $"\"{texts.Current.ToString().Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override void LeaveOrder() => current = order.Lines.Count;

    public override bool Read()
    {
        raw = null;
        if (++current >= order.Lines.Count && !Next())
        {
            return false;
        }

        if (Problem is null)
        {
            fields.Set(OrderField.Product, order.Lines[current].Product);
            fields.Set(OrderField.Quantity, order.Lines[current].Quantity);
            fields.Set(OrderField.Amount, order.Weights[current]);
        }

        return true;
    }

    protected override void Dispose(bool disposing) => texts.Dispose();

    private bool Next()
    {
        order.Clear();
        fields.Clear();
        (current, Problem) = (0, null);
        if (!texts.Read())
        {
            return any ? false : throw new FileRefusedException(new FileProblem("documents.none", text.Name));
        }

        any = true;
        var fault = texts.Fault;
        if (fault is null)
        {
            Problem = parser.Parse(texts.Current, texts.Line, order);
        }

        if (fault is not null || Problem is { Code: "json.invalid" or "xml.invalid" })
        {
            // The document may have swallowed the ones after it.
            texts.Cut();
            Problem ??= new FileProblem(texts.Fault!, text.Name, texts.Line,
                Detail: (DocumentTexts.CharsMax >> 20).ToString(CultureInfo.InvariantCulture));
        }

        if (Problem is null)
        {
            SetOrder();
        }
        else
        {
            order.Clear();
        }

        return true;
    }

    private void SetOrder()
    {
        if (order.Lines.Count == 0)
        {
            order.Add(new DocumentLine("", ""), 0);
        }

        shares.Of(order.Net, order.Currency, CollectionsMarshal.AsSpan(order.Weights));
        fields.Set(OrderField.Order, order.Number);
        fields.Set(OrderField.Date, order.Date);
        fields.Set(OrderField.Customer, order.Customer);
        fields.Set(OrderField.Currency, order.Currency);
        fields.Set(OrderField.Country, order.Country);
        fields.Set(OrderField.Channel, order.Channel);
    }
}
