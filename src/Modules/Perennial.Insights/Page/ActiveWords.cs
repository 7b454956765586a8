using Perennial.Insights.Contract;
using Perennial.Kernel.Words;

namespace Perennial.Insights.Page;

/// <summary>
/// What the page says of the base. Where it is those who bought in the period, kept means bought again; with a window
/// or a minimum it means still active, whoever bought lately.
/// </summary>
internal readonly record struct ActiveWords(ReportQuestion Question)
{
    private static WordBook Words => InsightsModule.Words;

    /// <summary>Whether the base of a period is its customers.</summary>
    public bool IsPlain => Question is { Window: null, MinOrders: 1 };

    /// <summary>Whether customers can have too few orders to be active.</summary>
    public bool HasMinimum => Question.MinOrders > 1;

    /// <summary>What a metric means.</summary>
    public string Definition(string metric) => Words["define." + metric + (!IsPlain && metric switch
    {
        "retention_rate" or "customers" or "new" or "back" or "lost" or "risen" => true,
        "over_the_year" => HasMinimum,
        _ => false,
    } ? ".active" : "")];

    /// <summary>The sentence on the stacked bars.</summary>
    public string Explanation => Words["base.explain" + (HasMinimum ? ".minimum" : IsPlain ? "" : ".active")];
}
