using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Shapes;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>How a text is to be read.</summary>
/// <param name="Delimiter">What parts its columns; NUL where it is no table.</param>
/// <param name="Map">Which column is what.</param>
/// <param name="Conventions">How it writes dates and amounts.</param>
internal sealed record TextForm(char Delimiter, ColumnMap Map, Conventions Conventions)
{
    /// <summary>Rows behind the header, retold if the text is a shop system's export.</summary>
    /// <param name="name">The text's name, for problems.</param>
    /// <param name="text">The text from its beginning.</param>
    /// <param name="options">What was told.</param>
    /// <param name="notes">Told what the retelling found; null where rows are only looked at.</param>
    /// <param name="guests">Told who may be whom; null likewise.</param>
    public RowReader OpenRows(string name, TextReader text, OrderFileOptions options, ProblemTally? notes = null,
        GuestBook? guests = null)
    {
        if (Map.Source is { } shape)
        {
            return shape.Open(new ShapeText(name, text, Delimiter, options, notes, guests));
        }

        var reader = RowReader.Open(name, text, Delimiter);
        if (Map.HasHeader)
        {
            reader.Read();
            reader.ExpectedFields = Map.Width;
        }

        return reader;
    }
}

/// <summary>Finds the form of a text from its head, and from the rest of it where the head proves too little.</summary>
internal sealed class TextFormFinder(OrderFileOptions options, ProblemTally notes, CancellationToken cancellation)
{
    private const int SampleRows = 1000;

    /// <summary>Finds the form of a text.</summary>
    /// <param name="text">The text; only its head is looked at.</param>
    /// <param name="reopen">Opens it a second time, where the head proves too little; null where that cannot be.</param>
    /// <param name="form">The form, when there is one.</param>
    /// <returns>Why there is none; null when there is.</returns>
    public FileProblem? Find(TextInput text, Func<OpenedText>? reopen, out TextForm form)
    {
        form = null!;
        if (OrderShapes.Documents(text, out var delimiter, out var documents) is { } noOrders)
        {
            return noOrders;
        }

        if (documents is not null)
        {
            form = new TextForm(delimiter, new ColumnMap(documents), OrderShapes.Conventions);
            return null;
        }

        delimiter = options.Delimiter ?? Delimiter.Detect(text.Head) ?? '\0';
        if (delimiter == '\0')
        {
            return new FileProblem("delimiter.not_found", text.Name, 1, Value: FirstLine(text.Head));
        }

        var sample = Sample(text, delimiter);
        if (sample.Count == 0)
        {
            return new FileProblem("file.empty", text.Name);
        }

        ColumnMap map;
        if (OrderShapes.Table(sample[0], options) is { } table)
        {
            map = new ColumnMap(table);
        }
        else if (ColumnMap.Recognise(text.Name, sample, delimiter, options, out map) is { } problem)
        {
            return problem;
        }

        if (sample.Count == 1 && map.HasHeader)
        {
            return new FileProblem("file.header_only", text.Name, 1);
        }

        if (map is { Source: null, HasHeader: true } && OrderShapes.StatusLeftUnread(sample) is { } status)
        {
            notes.Add(new FileProblem("status.not_read", text.Name, 1, status.Column, RowParser.Shown(status.Value)));
        }

        form = new TextForm(delimiter, map, OrderShapes.Conventions);
        var found = FindConventions(text, reopen, form);
        form = form with { Conventions = map.Source is null ? found : form.Conventions with { DateOrder = found.DateOrder } };
        return null;
    }

    private Conventions FindConventions(TextInput text, Func<OpenedText>? reopen, TextForm form)
    {
        var evidence = new ConventionEvidence(form.Map, options, form.Delimiter);
        using (var head = form.OpenRows(text.Name, new StringReader(text.Head), options))
        {
            See(head, evidence, SampleRows);
        }

        if (!evidence.IsDecided && reopen is not null)
        {
            // 03/04 on every line so far: the rest of the file has to say which of them is the day.
            using var again = reopen();
            using var whole = form.OpenRows(text.Name, again.Text.Reader, options);
            evidence = new ConventionEvidence(form.Map, options, form.Delimiter);
            See(whole, evidence, int.MaxValue);
        }

        return evidence.Decide(text.Name, problem => notes.Add(problem));
    }

    private void See(RowReader reader, ConventionEvidence evidence, int rowsMax)
    {
        for (var seen = 0; reader.Read() && (seen < SampleRows || (seen < rowsMax && !evidence.IsDecided)); seen++)
        {
            cancellation.ThrowIfCancellationRequested();
            evidence.See(reader);
        }
    }

    /// <summary>The first two rows, of a head.</summary>
    public static List<string[]> Sample(TextInput text, char delimiter)
    {
        using var reader = RowReader.Open(text.Name, new StringReader(text.Head), delimiter);
        var sample = new List<string[]>();
        while (sample.Count < 2 && reader.Read())
        {
            var fields = new string[Math.Min(reader.FieldCount, FileLimits.ColumnsMax + 1)];
            for (var i = 0; i < fields.Length; i++)
            {
                fields[i] = reader[i].ToString();
            }

            sample.Add(fields);
        }

        return sample;
    }

    private static string FirstLine(string head)
    {
        using var reader = new StringReader(head);
        var line = reader.ReadLine() ?? "";
        return line.Length <= 80 ? line : line[..77] + "...";
    }
}
