using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles;

/// <summary>How a text writes its dates and amounts.</summary>
/// <param name="DateOrder">What stands first where the year stands last.</param>
/// <param name="DecimalSign"><c>.</c> or <c>,</c>.</param>
/// <param name="ReturnsByLetter">Whether a number such as C536379 marks a return.</param>
internal sealed record Conventions(DateOrder DateOrder, char DecimalSign, bool ReturnsByLetter)
{
    /// <summary>Whether a date was seen that another order could read otherwise, or not at all.</summary>
    public bool OrderMatters { get; init; }

    /// <summary>Whether nothing proved the order.</summary>
    public bool OrderGuessed { get; init; }

    /// <summary>Whether an amount was seen with a sign that may part decimals.</summary>
    public bool SignMatters { get; init; }

    /// <summary>Whether nothing proved the sign.</summary>
    public bool SignGuessed { get; init; }
}

/// <summary>
/// Gathers proof of how a text writes dates and amounts. 31.12. proves an order and 1,50 a sign; 03/04 and 1,234
/// prove nothing, and as long as only such were seen, more rows have to be.
/// </summary>
internal sealed class ConventionEvidence(ColumnMap map, OrderFileOptions options, char delimiter)
{
    private DateOrder? provenOrder = options.DateOrder;
    private char provenSign = options.DecimalSign ?? '\0';
    private bool anyAmbiguousDate;
    private bool anyAmbiguousAmount;
    private bool anyDotDate;
    private int numbersWithLetter;
    private int numbersWithout;
    private (int DayFirst, int MonthFirst) inversions;
    private (int DayFirst, int MonthFirst) previous;
    private string? firstAmbiguousDate;
    private string? firstAmbiguousAmount;
    private long firstDateLine;
    private long firstAmountLine;

    /// <summary>True when no value seen so far needs a proof that is still missing.</summary>
    public bool IsDecided => !NeedsOrder && !NeedsSign;

    private bool NeedsOrder => anyAmbiguousDate && !anyDotDate && provenOrder is null && options.DateFormat is null &&
                               !map.Shape.StartsWith("uci", StringComparison.Ordinal);

    private bool NeedsSign => anyAmbiguousAmount && provenSign == '\0';

    /// <summary>Looks at the current row.</summary>
    public void See(RowReader row)
    {
        SeeDate(row);
        SeeAmount(row, OrderField.Amount);
        SeeAmount(row, OrderField.Price);
        if (Field(row, OrderField.Order) is { IsEmpty: false } number)
        {
            var letter = RowParser.HasReturnLetter(number);
            numbersWithLetter += letter ? 1 : 0;
            numbersWithout += letter ? 0 : 1;
        }
    }

    /// <summary>The conventions, with a problem for each that had to be guessed.</summary>
    public Conventions Decide(string file, Action<FileProblem> guessed)
    {
        var sign = provenSign != '\0' ? provenSign : delimiter == ';' && anyAmbiguousAmount ? ',' : '.';
        if (NeedsSign)
        {
            guessed(new FileProblem("amount.sign_guessed", file, firstAmountLine,
                map.Name(map.Has(OrderField.Amount) ? map[OrderField.Amount] : map[OrderField.Price]),
                    firstAmbiguousAmount, sign.ToString()));
        }

        // Files are mostly kept in the order of their dates: the reading that jumps back less often is the likelier.
        var order = provenOrder ?? (anyDotDate ? DateOrder.DayFirst
            : map.Shape.StartsWith("uci", StringComparison.Ordinal) || inversions.MonthFirst < inversions.DayFirst
                ? DateOrder.MonthFirst
            : DateOrder.DayFirst);
        if (NeedsOrder)
        {
            guessed(new FileProblem(order == DateOrder.DayFirst ? "date.guessed_day_first" : "date.guessed_month_first",
                file,
                firstDateLine, map.Name(map[OrderField.Date]), firstAmbiguousDate));
        }

        // Where every number has the letter it is the shop's way of numbering, and marks nothing.
        return new Conventions(order, sign, numbersWithout > 0 || numbersWithLetter == 0)
        {
            OrderMatters = options.DateFormat is null && (provenOrder is not null || anyAmbiguousDate),
            OrderGuessed = NeedsOrder,
            SignMatters = provenSign != '\0' || anyAmbiguousAmount,
            SignGuessed = NeedsSign,
        };
    }

    private void SeeDate(RowReader row)
    {
        var text = Field(row, OrderField.Date).Trim();
        if (text.IsEmpty || options.DateFormat is not null)
        {
            return;
        }

        if (DateText.ProvenOrder(text, out var ambiguous) is { } proven)
        {
            provenOrder ??= proven;
        }
        else if (ambiguous)
        {
            anyAmbiguousDate = true;
            anyDotDate |= text[..Math.Min(3, text.Length)].Contains('.');
            if (firstAmbiguousDate is null)
            {
                (firstAmbiguousDate, firstDateLine) = (text.ToString(), row.Line);
            }
        }

        if (DateText.Read(text, DateOrder.DayFirst, out var dayFirst) == DateReading.Read)
        {
            inversions.DayFirst += dayFirst.Day < previous.DayFirst ? 1 : 0;
            previous.DayFirst = dayFirst.Day;
        }

        if (DateText.Read(text, DateOrder.MonthFirst, out var monthFirst) == DateReading.Read)
        {
            inversions.MonthFirst += monthFirst.Day < previous.MonthFirst ? 1 : 0;
            previous.MonthFirst = monthFirst.Day;
        }
    }

    private void SeeAmount(RowReader row, OrderField field)
    {
        var text = Field(row, field);
        if (text.IndexOfAny('.', ',') < 0)
        {
            return;
        }

        var proven = AmountText.ProvenDecimalSign(text);
        if (proven != '\0')
        {
            provenSign = provenSign == '\0' ? proven : provenSign;
        }
        else if (!anyAmbiguousAmount)
        {
            anyAmbiguousAmount = true;
            (firstAmbiguousAmount, firstAmountLine) = (text.ToString(), row.Line);
        }
    }

    private ReadOnlySpan<char> Field(RowReader row, OrderField field)
    {
        var position = map[field];
        return position >= 0 && position < row.FieldCount ? row[position] : [];
    }
}
