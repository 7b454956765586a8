namespace Perennial.Insights.Contract;

/// <summary>
/// What of a report is wanted: nobody pays for the rest. The day, the currency, what was read and the totals are always
/// there; what is not asked for is empty or null.
/// </summary>
[Flags]
public enum ReportParts
{
    /// <summary>The totals alone.</summary>
    Totals = 0,

    /// <summary>Figures of each period, the base among them, and what moved revenue between them.</summary>
    Periods = 1,

    /// <summary>Customers by the period of their first order.</summary>
    Cohorts = 2,

    /// <summary>From one order to the next.</summary>
    Ladder = 4,

    /// <summary>Recency, frequency and money.</summary>
    Rfm = 8,

    /// <summary>Who is late.</summary>
    Overdue = 16,

    /// <summary>The base over the last year.</summary>
    OverTheYear = 32,

    /// <summary>Groups side by side, where the question names dimensions, and how they moved the retention rate.</summary>
    Groups = 64,

    /// <summary>The whole report.</summary>
    All = Periods | Cohorts | Ladder | Rfm | Overdue | OverTheYear | Groups,
}
