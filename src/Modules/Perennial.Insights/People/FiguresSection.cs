using System.Globalization;
using Perennial.Analytics;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Time;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;

namespace Perennial.Insights.People;

/// <summary>A customer's figures on her page: her rhythm, when her next order is usual, how late she is, what she brought.</summary>
internal sealed class FiguresSection(CustomerFigures figures) : ICustomerSection
{
    public string Name => "figures";

    public int Place => 10;

    public string Asks => Scopes.InsightsRead;

    private static WordBook Words => InsightsModule.Words;

    public Task<CustomerSection?> ReadAsync(DbUnit unit, SectionQuestion question)
    {
        var section = figures.AtHand() is { } table && table.Row(question.Customer) is >= 0 and var row
            ? new CustomerSection(Words["people.figures"]) { Numbers = [.. Numbers(table, row)] }
            : null;
        return Task.FromResult(section);
    }

    private static IEnumerable<HeadlineNumber> Numbers(FigureTable table, int row)
    {
        var columns = table.Columns;
        var asOf = Words["people.as_of", ("day", Day(columns.AsOf - 1))];
        var each = table.Money(row).Per(columns.Orders[row]);
        yield return new HeadlineNumber(Words["people.revenue"], Shown.Amount(table.Money(row)))
        {
            Unit = table.Money(row).Currency is { IsNone: false } currency ? currency.Code : null,
            Part = each is { } mean ? Words["people.each_order", ("amount", Shown.AmountWithCurrency(mean))] : null,
            Definition = Words["people.revenue_means"] + " " + asOf,
        };
        yield return new HeadlineNumber(Words["people.orders"], Shown.Number(columns.Orders[row]))
        {
            Part = Words["people.first_and_last", ("first", Day(columns.FirstDay[row])), ("last", Day(columns.LastDay[row]))],
            Definition = Words["people.orders_means"] + " " + asOf,
        };
        if (columns.NextDay(row) is { } next)
        {
            yield return new HeadlineNumber(Words["people.interval"], Words.Count("people.days", columns.IntervalDays[row]))
            {
                Part = Words["people.next", ("day", Day(next))], Definition = Words["people.interval_means"] + " " + asOf,
            };
            yield return new HeadlineNumber(Words["people.late_by"], columns.LateBy(row) is > 0 and var late
                ? Words.Count("people.days", late) : Words["people.not_late"])
            {
                Part = columns.StateOf(row) is { } state and not Lateness.OnTime ? FigureWords.State(state) : null,
                Definition = Words["people.late_means"] + " " + asOf,
            };
        }

        if (columns.GroupOf(row) is { } group)
        {
            yield return new HeadlineNumber(Words["people.rfm"], FigureWords.Group(group))
            {
                Part = Words["rfm.do." + group], Definition = Words["rfm.explain"] + " " + asOf,
            };
        }
    }

    private static string Day(int day) => DayNumber.ToDate(day).ToString("d", CultureInfo.CurrentCulture);
}
