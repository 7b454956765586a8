using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles.Shapes;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.OrderFiles;

/// <summary>The rows of one text, each used or told why not: what the report, the preview and the stream have in common.</summary>
internal sealed class TextRows : IDisposable
{
    private readonly TextInput text;

    /// <summary>Begins to read a text whose form is known.</summary>
    /// <param name="text">The text from its beginning.</param>
    /// <param name="form">How it is to be read.</param>
    /// <param name="options">What was told.</param>
    /// <param name="dimensions">Takes the values of dimensions and the currencies.</param>
    /// <param name="notes">Takes what the text's owner should know.</param>
    /// <param name="guests">Takes who may be whom; null where that is not asked.</param>
    public TextRows(TextInput text, TextForm form, OrderFileOptions options, Dimensions dimensions, ProblemTally notes,
        GuestBook? guests)
    {
        this.text = text;

        // Documents write their dates one way, whatever was said of the tables beside them.
        var told = form.Map.Source is { IsDocuments: true } ? options with { DateFormat = null } : options;
        Parser = new RowParser(text.Name, form.Map, form.Conventions, told, dimensions, notes);
        if (Parser.Identity == OrderField.Name)
        {
            notes.Add(new FileProblem("customer.by_name", text.Name, 1, form.Map.Name(form.Map[OrderField.Name])));
        }

        Row = form.OpenRows(text.Name, text.Reader, options, notes, guests);
    }

    /// <summary>The current row.</summary>
    public RowReader Row { get; }

    public RowParser Parser { get; }

    /// <summary>Why the current row is of no use; null when it is.</summary>
    public FileProblem? Problem { get; private set; }

    /// <summary>First line with bytes that the encoding does not know; 0 while there is none.</summary>
    public long DamagedLine { get; private set; }

    /// <summary>Moves to the next row, and adds it to the batch if it is of use.</summary>
    /// <exception cref="FileRefusedException">The text cannot be read any further.</exception>
    public bool Read(RowBatch batch)
    {
        if (Problem is not null)
        {
            (Row as ShapeRows)?.LeaveOrder();
        }

        if (!Row.Read())
        {
            return false;
        }

        if (DamagedLine == 0 && text.DamagedCharacters > 0 && Row.Raw.Contains('\uFFFD'))
        {
            DamagedLine = Row.Line;
        }

        Problem = Parser.Add(Row, batch);
        return true;
    }

    /// <summary>Notes what is known of the encoding once the rows are read: it may show late, and so does damage.</summary>
    public static void NoteEncoding(TextInput text, long damagedLine, ProblemTally notes)
    {
        if (text.EncodingGuessed)
        {
            notes.Add(new FileProblem("encoding.guessed", text.Name, Detail: text.EncodingName));
        }

        if (text.DamagedCharacters > 0)
        {
            notes.Add(new FileProblem("encoding.damaged", text.Name, damagedLine, Detail:
                text.DamagedCharacters.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    public void Dispose() => Row.Dispose();
}
