"""What newcomers see of the past, and where a day begins in a channel."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("discussions", "0011_messages_are_found_by_their_words")]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='past',
            field=models.CharField(choices=[('tout', "tout ce qui s'y est dit"), ('arrivee', "ce qui s'y dit depuis leur arrivée")], default='tout', max_length=8, verbose_name='ce que voit qui arrive'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['channel', 'created_at'], name='where_a_day_began'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('past', 'tout'), ('kind__in', ['delegation', 'pair', 'peers']), _connector='OR'), name='only_seats_date_an_arrival', violation_error_message="On ne sait depuis quand on lit que là où l'on lit par un siège : ici, qui arrive lit tout."),
        ),
    ]
