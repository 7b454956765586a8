namespace Perennial.Insights.Contract;

/// <summary>What was read, in memory; every question asked of it sees the same facts.</summary>
public interface ILoadedShop
{
    /// <summary>Answers a report.</summary>
    /// <exception cref="ReportRefusedException">The question does not fit the data; it says why by a code.</exception>
    Report Answer(ReportQuestion question);

    /// <summary>Lists all customers as of the question's day; nothing else of the question but its look-back matters.</summary>
    /// <exception cref="ReportRefusedException">The question does not fit the data.</exception>
    CustomerList Customers(ReportQuestion question);

    /// <summary>Lists the customers that a number stands for, as of the question's day.</summary>
    /// <exception cref="ReportRefusedException">The question does not fit the data, or there is no such number.</exception>
    CustomerList Customers(ReportQuestion question, CustomersBehind behind);

    /// <summary>Answers a report, and lists the customers behind some numbers of it: what both need is counted once.</summary>
    /// <exception cref="ReportRefusedException">The question does not fit the data, or there is no such number.</exception>
    (Report Report, IReadOnlyList<CustomerList> Behind) Answer(ReportQuestion question, IReadOnlyList<CustomersBehind> behind);

    /// <summary>Sets the stretch that a question asks for beside another one of the same shop.</summary>
    /// <param name="question">
    /// Its <c>From</c> and <c>To</c> give the stretch at hand; without both it is the last whole period of the report.
    /// </param>
    /// <param name="to">The other stretch.</param>
    /// <exception cref="ReportRefusedException">
    /// The question does not fit the data, or there is no whole period at hand, or nothing to compare it to.
    /// </exception>
    Comparison Compare(ReportQuestion question, ComparedPeriod to);

    /// <summary>Sets the whole stretch reported beside that of another shop, asked the same question.</summary>
    /// <param name="question">Asked of both.</param>
    /// <param name="other">The other shop, made by the same <see cref="IReports"/>.</param>
    /// <exception cref="ReportRefusedException">The question does not fit the data of one of them.</exception>
    Comparison Compare(ReportQuestion question, ILoadedShop other);
}
