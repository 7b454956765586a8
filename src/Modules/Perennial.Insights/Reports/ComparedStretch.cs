using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>One side of a comparison while it is made: a shop, a plan over the stretch, and its figures.</summary>
internal sealed class ComparedStretch : IDisposable
{
    private readonly StoreFigures figures;

    private ComparedStretch(LoadedShop shop, ReportPlan plan, (int From, int To) wide, bool withOverdue)
    {
        (Shop, Plan, Wide, WithOverdue) = (shop, plan, wide, withOverdue);
        figures = StoreFigures.Of(plan, shop.Facts, Currency, shop.Reading.Sales.HasUnits,
            withOverdue ? ReportParts.Periods | ReportParts.Overdue : ReportParts.Periods);
    }

    public LoadedShop Shop { get; }

    public ReportPlan Plan { get; }

    /// <summary>The stretch asked for, widened to whole periods; the data may not reach over all of it.</summary>
    public (int From, int To) Wide { get; }

    public Currency Currency => Shop.Reading.Sales.Currency;

    public int Periods => Plan.Last - Plan.First + 1;

    private bool WithOverdue { get; }

    /// <summary>Asks a shop for a stretch.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="plan">A plan of the question over the shop, for its as-of day.</param>
    /// <param name="asked">First day and the day after the last.</param>
    /// <param name="withOverdue">Whether it matters who is late.</param>
    public static ComparedStretch Of(LoadedShop shop, ReportPlan plan, (int From, int To) asked, bool withOverdue)
    {
        var calendar = plan.Timeline.Calendar;
        var wide = (calendar.StartOf(calendar.IndexOf(asked.From)), calendar.StartOf(calendar.IndexOf(asked.To - 1) + 1));
        var question = plan.Question with
        {
            From = DayNumber.ToDate(asked.From), To = DayNumber.ToDate(asked.To), AsOf = DayNumber.ToDate(plan.AsOf),
        };
        return new ComparedStretch(shop, new ReportPlan(question, shop.Facts), wide, withOverdue);
    }

    public void Dispose() => figures.Dispose();

    /// <summary>
    /// Figures of the groups of a dimension over this stretch, another of the same shop, and what lies between them: what each says
    /// of its own periods is in them, from one walk.
    /// </summary>
    public IEnumerable<(string Value, StoreFigures Figures)> GroupsWith(ComparedStretch other, OrderField dimension)
    {
        var (from, to) = (Math.Min(Plan.FromDay, other.Plan.FromDay), Math.Max(Plan.ToDay, other.Plan.ToDay));
        var question = Plan.Question with { From = DayNumber.ToDate(from), To = DayNumber.ToDate(to) };
        return Shop.Origin.FiguresBy(dimension, new ReportPlan(question, Shop.Facts), Shop.Reading.Sales, withTotals: false);
    }

    public StretchTrade Trade() => figures.StretchTrade();

    /// <summary>The side as it is told.</summary>
    public ComparedSide Side()
    {
        var pooled = figures.PooledMovement();
        return new ComparedSide(
            Shop.Reading, DayNumber.ToDate(Plan.AsOf), DayNumber.ToDate(Plan.FromDay), DayNumber.ToDate(Plan.ToDay),
            Wide != (Plan.FromDay, Plan.ToDay), Periods, Periods - (Plan.Timeline.IsPartial(Plan.Last) ? 1 : 0),
            figures.Totals(), figures.NewCustomers(), pooled.RetentionRate, pooled.ChurnRate,
            WithOverdue ? ReportMaker.OverdueFigures(Plan, figures, Currency) : null);
    }
}
