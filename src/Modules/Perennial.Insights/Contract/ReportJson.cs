using System.Globalization;
using System.Text.Json;
using NodaTime;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel;

namespace Perennial.Insights.Contract;

/// <summary>The JSON form of a report, <c>perennial.report/1</c>: stable; fields may be added. Described in docs/api/report.md.</summary>
public static class ReportJson
{
    /// <summary>Name and version of the form.</summary>
    public const string Schema = "perennial.report/1";

    /// <summary>Writes a report as one indented JSON object, UTF-8 without a mark, with a line end.</summary>
    public static void Write(Stream stream, Report report)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartObject();
        Head(json, report);
        json.WriteStartObject("totals");
        Totals(json, report.Totals);
        json.WriteEndObject();
        Periods(json, report.Periods);
        WhatMoved(json, "whatMoved", report.WhatMoved);
        WhatMoved(json, "whatMovedInYear", report.WhatMovedInYear);
        OverTheYear(json, report.OverTheYear);
        Cohorts(json, report.Cohorts);
        Ladder(json, report.OrderLadder);
        RfmForm(json, report.Rfm, report.Question.LookBack?.ToString());
        OverdueForm(json, report.Overdue);
        Groups(json, report);
        ComparisonJson.Write(json, report.Comparison);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void Head(Utf8JsonWriter json, Report report)
    {
        var (question, counts) = (report.Question, report.Reading.Counts);
        json.WriteString("schema", Schema);
        json.WriteString("asOf", Iso(report.AsOf));
        json.WriteString("timeZone", report.TimeZone);
        Text(json, "currency", report.Currency.IsNone ? null : report.Currency.Code);
        json.WriteString("period", question.Period.ToString().ToLowerInvariant());
        json.WriteStartObject("base");
        json.WriteString("view", question.Window is null ? "period" : "window");
        Text(json, "window", question.Window?.ToString());
        json.WriteNumber("minOrders", question.MinOrders);
        json.WriteEndObject();
        Asked(json, question);
        json.WriteStartObject("input");
        json.WriteNumber("files", counts.Files);
        json.WriteNumber("rows", counts.Rows);
        json.WriteNumber("accepted", counts.Accepted);
        json.WriteNumber("rejected", counts.Rejected);
        json.WriteNumber("orders", counts.Orders);
        json.WriteNumber("identifiedOrders", counts.IdentifiedOrders);
        json.WriteNumber("returns", counts.Returns);
        json.WriteNumber("anonymousOrders", counts.AnonymousOrders);
        ReadingJson.Understood(json, report.Reading.Understood);
        json.WriteEndObject();
        json.WriteStartArray("otherCurrencies");
        foreach (var other in report.Reading.OtherCurrencies)
        {
            json.WriteStartObject();
            json.WriteString("currency", other.Revenue.Currency.Code);
            json.WriteNumber("orders", other.Orders);
            json.WriteString("revenue", other.Revenue.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ReadingJson.Warnings(json, report.Reading.Warnings, report.Notices);
    }

    private static void Asked(Utf8JsonWriter json, ReportQuestion question)
    {
        json.WriteStartObject("asked");
        Text(json, "from", question.From is { } from ? Iso(from) : null);
        Text(json, "to", question.To is { } to ? Iso(to) : null);
        Text(json, "asOf", question.AsOf is { } asOf ? Iso(asOf) : null);
        json.WriteString("weekStart", question.WeekStart.ToString().ToLowerInvariant());
        json.WriteStartArray("by");
        foreach (var dimension in question.GroupBy)
        {
            json.WriteStringValue(dimension.ToString().ToLowerInvariant());
        }

        json.WriteEndArray();
        json.WriteStartArray("with");
        foreach (var name in question.With)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteNumber("grossMargin", 1);
        json.WriteEndObject();
    }

    private static void Totals(Utf8JsonWriter json, Totals totals)
    {
        json.WriteNumber("customers", totals.Customers);
        json.WriteNumber("orders", totals.Orders);
        json.WriteNumber("identifiedOrders", totals.IdentifiedOrders);
        json.WriteString("revenue", totals.Revenue.ToString());
        json.WriteString("netValue", totals.NetValue.ToString());
        Text(json, "averageOrderValue", totals.AverageOrderValue?.ToString());
        Number(json, "purchaseFrequency", totals.PurchaseFrequency);
        Number(json, "unitsPerOrder", totals.UnitsPerOrder);
        Share(json, "repeatRate", totals.RepeatRate);
        json.WriteStartObject("timeBetweenOrdersDays");
        Number(json, "median", totals.TimeBetweenOrdersDays.Median);
        Number(json, "p25", totals.TimeBetweenOrdersDays.P25);
        Number(json, "p75", totals.TimeBetweenOrdersDays.P75);
        json.WriteEndObject();
        Requested(json, totals.Requested);
    }

    private static void Periods(Utf8JsonWriter json, IReadOnlyList<PeriodFigures> periods)
    {
        json.WriteStartArray("periods");
        foreach (var period in periods)
        {
            json.WriteStartObject();
            json.WriteString("from", Iso(period.From));
            json.WriteString("to", Iso(period.To));
            json.WriteBoolean("partial", period.IsPartial);
            json.WriteNumber("orders", period.Orders);
            json.WriteNumber("identifiedOrders", period.IdentifiedOrders);
            json.WriteNumber("customers", period.Customers);
            json.WriteString("revenue", period.Revenue.ToString());
            json.WriteString("netValue", period.NetValue.ToString());
            Movement(json, period.Movement);
            Share(json, "repeatRate", period.RepeatRate);
            Number(json, "purchaseFrequency", period.PurchaseFrequency);
            Text(json, "averageOrderValue", period.AverageOrderValue?.ToString());
            Requested(json, period.Requested);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void WhatMoved(Utf8JsonWriter json, string name, WhatMoved? moved)
    {
        if (moved is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("before", Iso(moved.Before));
        json.WriteString("after", Iso(moved.After));
        json.WriteString("revenue", moved.Revenue.ToString());
        json.WriteString("customers", moved.Customers.ToString());
        json.WriteString("purchaseFrequency", moved.Frequency.ToString());
        json.WriteString("averageOrderValue", moved.OrderValue.ToString());
        json.WriteString("anonymous", moved.Anonymous.ToString());
        json.WriteString("returns", moved.Returns.ToString());
        json.WriteEndObject();
    }

    private static void Movement(Utf8JsonWriter json, BaseMovement movement)
    {
        json.WriteNumber("start", movement.Start);
        json.WriteNumber("end", movement.End);
        json.WriteNumber("retained", movement.Retained);
        json.WriteNumber("lost", movement.Lost);
        json.WriteNumber("gone", movement.Gone);
        json.WriteNumber("fallen", movement.Fallen);
        json.WriteNumber("new", movement.New);
        json.WriteNumber("risen", movement.Risen);
        json.WriteNumber("returned", movement.Returned);
        Share(json, "retentionRate", movement.RetentionRate);
        Share(json, "churnRate", movement.ChurnRate);
    }

    private static void OverTheYear(Utf8JsonWriter json, BaseMovement? movement)
    {
        if (movement is not { } year)
        {
            json.WriteNull("overTheYear");
            return;
        }

        json.WriteStartObject("overTheYear");
        Movement(json, year);
        json.WriteEndObject();
    }

    private static void Cohorts(Utf8JsonWriter json, IReadOnlyList<Cohort> cohorts)
    {
        json.WriteStartArray("cohorts");
        foreach (var cohort in cohorts)
        {
            json.WriteStartObject();
            json.WriteString("cohort", Iso(cohort.First));
            json.WriteNumber("size", cohort.Size);
            json.WriteBoolean("lastPartial", cohort.LastIsPartial);
            json.WriteStartArray("active");
            foreach (var active in cohort.Active)
            {
                json.WriteNumberValue(active);
            }

            json.WriteEndArray();
            json.WriteStartArray("revenue");
            foreach (var revenue in cohort.Revenue)
            {
                json.WriteStringValue(revenue.ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Ladder(Utf8JsonWriter json, IReadOnlyList<LadderStep> steps)
    {
        json.WriteStartArray("orderLadder");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteNumber("n", step.N);
            json.WriteNumber("reached", step.Reached);
            json.WriteNumber("wentOn", step.WentOn);
            Number(json, "medianDays", step.MedianDays);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void RfmForm(Utf8JsonWriter json, RfmFigures rfm, string? lookBack)
    {
        json.WriteStartObject("rfm");
        Text(json, "lookBack", lookBack);
        json.WriteStartObject("cuts");
        Cuts(json, "recencyDays", rfm.RecencyDays, days => json.WriteNumberValue(days));
        Cuts(json, "frequency", rfm.Frequency, orders => json.WriteNumberValue(orders));
        Cuts(json, "monetary", rfm.Monetary, money => json.WriteStringValue(money.ToString()));
        json.WriteEndObject();
        json.WriteStartArray("groups");
        foreach (var group in rfm.Groups)
        {
            json.WriteStartObject();
            json.WriteString("name", group.Name);
            json.WriteNumber("customers", group.Customers);
            json.WriteString("revenue", group.Revenue.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("cells");
        foreach (var cell in rfm.Cells)
        {
            json.WriteStartObject();
            json.WriteNumber("r", cell.R);
            json.WriteNumber("f", cell.F);
            json.WriteNumber("m", cell.M);
            json.WriteNumber("customers", cell.Customers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Cuts<T>(Utf8JsonWriter json, string name, IReadOnlyList<T?> cuts, Action<T> write)
        where T : struct
    {
        json.WriteStartArray(name);
        foreach (var cut in cuts)
        {
            if (cut is { } value)
            {
                write(value);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private static void OverdueForm(Utf8JsonWriter json, OverdueFigures? overdue)
    {
        if (overdue is null)
        {
            json.WriteNull("overdue");
            return;
        }

        json.WriteStartObject("overdue");
        json.WriteNumber("onTime", overdue.OnTime);
        json.WriteNumber("late", overdue.Late);
        json.WriteNumber("atRisk", overdue.AtRisk);
        json.WriteNumber("longGone", overdue.LongGone);
        ByState(json, "revenue", overdue.Revenue);
        ByState(json, "revenueLast365Days", overdue.RevenueLast365Days);
        json.WriteString("moneyAtStake", overdue.MoneyAtStake.ToString());
        json.WriteEndObject();
    }

    private static void ByState(Utf8JsonWriter json, string name, MoneyByState money)
    {
        json.WriteStartObject(name);
        json.WriteString("onTime", money.OnTime.ToString());
        json.WriteString("late", money.Late.ToString());
        json.WriteString("atRisk", money.AtRisk.ToString());
        json.WriteString("longGone", money.LongGone.ToString());
        json.WriteEndObject();
    }

    private static void Groups(Utf8JsonWriter json, Report report)
    {
        json.WriteStartArray("groups");
        foreach (var group in report.Groups)
        {
            json.WriteStartObject();
            json.WriteString("by", group.By.ToString().ToLowerInvariant());
            json.WriteString("value", group.Value);
            Totals(json, group.Totals);
            Periods(json, group.Periods);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("retentionRateMoved");
        foreach (var moved in report.RateMoved)
        {
            json.WriteStartObject();
            json.WriteString("by", moved.By.ToString().ToLowerInvariant());
            json.WriteString("value", moved.Value);
            json.WriteNumber("mix", moved.Mix);
            json.WriteNumber("rate", moved.Rate);
            json.WriteString("revenueChange", moved.RevenueChange.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // The names of metrics on request are the ones they have everywhere, in the JSON's spelling.
    private static void Requested(Utf8JsonWriter json, IReadOnlyDictionary<string, MetricValue> requested)
    {
        foreach (var (name, value) in requested)
        {
            var field = JsonNamingPolicy.CamelCase.ConvertName(string.Concat(name.Split('_')
                .Select(w => char.ToUpperInvariant(w[0]) + w[1..])));
            if (value.Rate is { } rate)
            {
                Share(json, field, rate);
            }
            else if (value.Amount is { } amount)
            {
                json.WriteString(field, amount.ToString());
            }
            else
            {
                Number(json, field, value.Number);
            }
        }
    }

    internal static void Share(Utf8JsonWriter json, string name, Ratio ratio)
    {
        json.WriteStartObject(name);
        json.WriteNumber("numerator", ratio.Numerator);
        json.WriteNumber("denominator", ratio.Denominator);
        Number(json, "value", ratio.Value);
        json.WriteEndObject();
    }

    internal static void Number(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    internal static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }

    internal static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
