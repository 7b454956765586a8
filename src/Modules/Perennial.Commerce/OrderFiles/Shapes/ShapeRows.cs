using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>
/// Rows of a shop system's export, retold: a field stands at the position of its <see cref="OrderField"/>, amounts
/// have the decimal sign <c>.</c>, and what the shop's rules say of a row stands beside it.
/// </summary>
internal abstract class ShapeRows : RowReader
{
    private static readonly int FieldsOfARow = Enum.GetValues<OrderField>().Length;

    /// <summary>Why the current row, or the order it belongs to, is of no use; null when it is.</summary>
    public FileProblem? Problem { get; protected set; }

    /// <summary>Whether the current row gives goods back.</summary>
    public virtual bool IsReturn => false;

    /// <summary>Whether an order begins here that the source tells whole: an earlier one of its number gives way.</summary>
    public virtual bool BeginsOrder => false;

    /// <summary>Whether the order's number is the only one of its kind anywhere, and not just within its store.</summary>
    public virtual bool IsNumberUnique => false;

    /// <summary>Number of the order that the current row, a return, belongs to; empty where the source does not say.</summary>
    public virtual ReadOnlySpan<char> Link => [];

    /// <summary>
    /// What the source says of the customer (her id, e-mail address, phone number and name, each as it stands there) and
    /// of the price of one unit. An identity is one of these and may stand in a field of another name.
    /// </summary>
    public virtual ReadOnlySpan<char> More(OrderField field) => Problem is null ? this[(int)field] : [];

    /// <summary>The shop's code of the row's product, where the source has one beside its name; else empty.</summary>
    public virtual ReadOnlySpan<char> Sku => [];

    public override int FieldCount => Problem is null ? FieldsOfARow : 0;

    /// <summary>Passes over the other rows of an order whose row was just left out, where they are one text.</summary>
    public virtual void LeaveOrder()
    {
    }

    /// <summary>Reads an amount of the source; empty is 0.</summary>
    /// <returns>The code of what is wrong with it; null when it was read.</returns>
    internal static string? ReadMoney(ReadOnlySpan<char> text, out long micro)
    {
        micro = 0;
        if (text.IsWhiteSpace())
        {
            return null;
        }

        switch (AmountText.Read(text, '.', out var amount))
        {
            case AmountReading.NotANumber:
                return "amount.not_a_number";
            case AmountReading.TooLarge:
                return "amount.too_large";
            default:
                return Micro(amount, out micro) ? null : "amount.too_large";
        }
    }

    /// <summary>An amount in millionths; false beyond what an order may be worth.</summary>
    private static bool Micro(ExactDecimal amount, out long micro)
    {
        if (!amount.TryMicro(out micro))
        {
            var value = amount.ToDecimal();
            if (Math.Abs(value) > RowParser.ValueMax)
            {
                return false;
            }

            // A total of a shop system has no part finer than a millionth; what has is a share of something.
            micro = Rounding.Whole(value * ExactDecimal.MicroPerOne);
        }

        return Math.Abs(micro) <= RowParser.ValueMax * ExactDecimal.MicroPerOne;
    }

    /// <summary>Quantity × price in millionths, at least 0: how much of an order's value a line is given.</summary>
    internal static long ValueOf(ExactDecimal quantity, ExactDecimal price)
    {
        if (quantity.Mantissa <= 0 || price.Mantissa <= 0)
        {
            return 0;
        }

        return ExactDecimal.TryMultiply(quantity, price, out var product) && product.TryMicro(out var micro)
            ? micro
            : Rounding.Whole(Math.Min(quantity.ToDecimal() * price.ToDecimal(), RowParser.ValueMax) * ExactDecimal.MicroPerOne);
    }
}

/// <summary>Texts of one row by field, kept in one buffer that is used again for the next.</summary>
internal sealed class FieldTexts
{
    private readonly (int Start, int Length)[] places = new (int, int)[Enum.GetValues<OrderField>().Length];
    private char[] text = new char[512];
    private int end;

    public ReadOnlySpan<char> this[int field] => text.AsSpan(places[field].Start, places[field].Length);

    public ReadOnlySpan<char> this[OrderField field] => this[(int)field];

    public void Clear()
    {
        Array.Clear(places);
        end = 0;
    }

    public void Set(OrderField field, ReadOnlySpan<char> value)
    {
        value = value.Trim();
        value.CopyTo(Room(value.Length));
        places[(int)field] = (end, value.Length);
        end += value.Length;
    }

    /// <summary>Two texts with a space between them; blank ones are left out.</summary>
    public void Set(OrderField field, ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        Set(field, first);
        second = second.Trim();
        if (second.IsEmpty)
        {
            return;
        }

        second.CopyTo(Room(second.Length + 1)[1..]);
        text[end] = ' ';
        end += second.Length + 1;
        places[(int)field].Length += second.Length + 1;
    }

    /// <summary>An amount in millionths, with all its decimals, so that no one takes its point for a group sign.</summary>
    public void Set(OrderField field, long micro)
    {
        var room = Room(32);
        var (whole, part) = Math.DivRem(Math.Abs(micro), ExactDecimal.MicroPerOne);
        var length = 0;
        if (micro < 0)
        {
            room[length++] = '-';
        }

        whole.TryFormat(room[length..], out var digits);
        length += digits;
        room[length++] = '.';
        part.TryFormat(room[length..], out digits, "000000");
        length += digits;
        places[(int)field] = (end, length);
        end += length;
    }

    private Span<char> Room(int length)
    {
        if (end + length > text.Length)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, end + length));
        }

        return text.AsSpan(end);
    }
}
